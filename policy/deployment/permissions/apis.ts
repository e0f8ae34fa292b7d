import type { Condition, PermissionsByType } from "../permission";

const apis = ["apigateway:REGION::/restapis/*"];

/** REST APIs have no names of ours in their ARNs, but tags, which their parts inherit. */
const ofThisProject: Condition = {
  StringEquals: { "aws:ResourceTag/project": "order-replication" },
};

/** The REST API and its parts. */
export const apiPermissions: PermissionsByType = {
  "aws:apigateway/restApi:RestApi": [
    {
      arns: ["apigateway:REGION::/restapis"],
      condition: { StringEquals: { "aws:RequestTag/project": "order-replication" } },
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
