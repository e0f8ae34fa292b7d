import { type PermissionsByType, regionAndAccount } from "../permission";

const functions = [`lambda:${regionAndAccount}:function:{name}-*`];
const roles = ["iam::ACCOUNT_ID:role/{name}-*"];
const mappings = [`lambda:${regionAndAccount}:event-source-mapping:*`];
const rules = [`events:${regionAndAccount}:rule/{name}-*`];

const functionType = "aws:lambda/function:Function";
const roleType = "aws:iam/role:Role";
const ruleType = "aws:cloudwatch/eventRule:EventRule";

/** For the functions, their roles and their triggers. */
export const functionPermissions: PermissionsByType = {
  [functionType]: [
    {
      arns: functions,
      read: [
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetFunctionConfiguration",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction",
      ],
      write: [
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
    },
    {
      arns: roles,
      namesOf: roleType,
      condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
      write: ["iam:PassRole"],
    },
  ],
  "aws:lambda/permission:Permission": [
    {
      arns: functions,
      namesOf: functionType,
      read: ["lambda:GetPolicy"],
      write: ["lambda:AddPermission", "lambda:RemovePermission"],
    },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    // Creation supports no resource but `*`; the condition limits it to functions of this account.
    {
      arns: ["*"],
      condition: {
        ArnLike: { "lambda:FunctionArn": `arn:aws:lambda:${regionAndAccount}:function:*` },
      },
      write: ["lambda:CreateEventSourceMapping"],
    },
    {
      arns: mappings,
      read: ["lambda:GetEventSourceMapping", "lambda:ListTags"],
      write: [
        "lambda:DeleteEventSourceMapping",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateEventSourceMapping",
      ],
    },
  ],
  [roleType]: [
    {
      arns: roles,
      read: [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
      ],
      write: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:ListInstanceProfilesForRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
    },
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    {
      arns: roles,
      namesOf: roleType,
      read: ["iam:GetRolePolicy"],
      write: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
    },
  ],
  [ruleType]: [
    {
      arns: rules,
      read: ["events:DescribeRule", "events:ListTagsForResource"],
      write: ["events:DeleteRule", "events:PutRule", "events:TagResource", "events:UntagResource"],
    },
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    {
      arns: rules,
      namesOf: ruleType,
      read: ["events:ListTargetsByRule"],
      write: ["events:PutTargets", "events:RemoveTargets"],
    },
  ],
};
