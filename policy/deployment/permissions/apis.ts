import type { Condition, PermissionsByType } from "../permission";

const apis = ["apigateway:REGION::/restapis/*"];

/** The ARN of a REST API holds a random id instead of its name; its parts inherit its tags. */
const ofThisProject: Condition = {
  StringEquals: { "aws:ResourceTag/project": "PROJECT" },
};

/**
 * The first API of an account makes API Gateway create a role of its own, with the caller's permissions
 * (docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html).
 */
const apiGateway = "ops.apigateway.amazonaws.com";

/** For the REST API and its parts. */
export const apiPermissions: PermissionsByType = {
  "aws:apigateway/restApi:RestApi": [
    {
      arns: ["apigateway:REGION::/restapis"],
      condition: { StringEquals: { "aws:RequestTag/project": "PROJECT" } },
      write: ["apigateway:POST"],
    },
    {
      arns: apis,
      condition: ofThisProject,
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"],
    },
    {
      arns: ["apigateway:REGION::/tags/*"],
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PUT"],
    },
    {
      arns: [`iam::ACCOUNT_ID:role/aws-service-role/${apiGateway}/AWSServiceRoleForAPIGateway`],
      condition: { StringEquals: { "iam:AWSServiceName": apiGateway } },
      write: ["iam:CreateServiceLinkedRole"],
    },
  ],
  "aws:apigateway/deployment:Deployment": [
    {
      arns: apis,
      condition: ofThisProject,
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
    },
  ],
  "aws:apigateway/stage:Stage": [
    {
      arns: apis,
      condition: ofThisProject,
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
    },
  ],
  "aws:apigateway/methodSettings:MethodSettings": [
    { arns: apis, condition: ofThisProject, read: ["apigateway:GET"], write: ["apigateway:PATCH"] },
  ],
};
