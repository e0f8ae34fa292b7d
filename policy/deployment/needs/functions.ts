import { account, type Needs } from "../need";

const functions = [`lambda:${account}:function:{name}-*`];
const roles = ["iam::ACCOUNT_ID:role/{name}-*"];
const mappings = [`lambda:${account}:event-source-mapping:*`];
const rules = [`events:${account}:rule/{name}-*`];

const functionType = "aws:lambda/function:Function";
const roleType = "aws:iam/role:Role";
const ruleType = "aws:cloudwatch/eventRule:EventRule";

/** The functions, their roles, and what invokes them. */
export const functionNeeds: Needs = {
  [functionType]: [
    {
      on: functions,
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
      on: roles,
      of: roleType,
      under: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
      write: ["iam:PassRole"],
    },
  ],
  "aws:lambda/permission:Permission": [
    {
      on: functions,
      of: functionType,
      read: ["lambda:GetPolicy"],
      write: ["lambda:AddPermission", "lambda:RemovePermission"],
    },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    // AWS knows no mapping before it is made, and takes no resource but all; the function narrows it.
    {
      on: ["*"],
      under: { ArnLike: { "lambda:FunctionArn": `arn:aws:lambda:${account}:function:*` } },
      write: ["lambda:CreateEventSourceMapping"],
    },
    {
      on: mappings,
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
      on: roles,
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
      on: roles,
      of: roleType,
      read: ["iam:GetRolePolicy"],
      write: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
    },
  ],
  [ruleType]: [
    {
      on: rules,
      read: ["events:DescribeRule", "events:ListTagsForResource"],
      write: ["events:DeleteRule", "events:PutRule", "events:TagResource", "events:UntagResource"],
    },
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    {
      on: rules,
      of: ruleType,
      read: ["events:ListTargetsByRule"],
      write: ["events:PutTargets", "events:RemoveTargets"],
    },
  ],
};
