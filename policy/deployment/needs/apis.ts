import type { Conditions, Needs } from "../need";

const apis = ["apigateway:REGION::/restapis/*"];

/** REST APIs have no names of ours in their ARNs, but tags, which their parts inherit. */
const ofThisProject: Conditions = {
  StringEquals: { "aws:ResourceTag/project": "order-replication" },
};

/** The REST API and its parts. */
export const apiNeeds: Needs = {
  "aws:apigateway/restApi:RestApi": [
    {
      on: ["apigateway:REGION::/restapis"],
      under: { StringEquals: { "aws:RequestTag/project": "order-replication" } },
      write: ["apigateway:POST"],
    },
    {
      on: apis,
      under: ofThisProject,
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"],
    },
    {
      on: ["apigateway:REGION::/tags/*"],
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PUT"],
    },
  ],
  "aws:apigateway/deployment:Deployment": [
    {
      on: apis,
      under: ofThisProject,
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
    },
  ],
  "aws:apigateway/stage:Stage": [
    {
      on: apis,
      under: ofThisProject,
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
    },
  ],
  "aws:apigateway/methodSettings:MethodSettings": [
    { on: apis, under: ofThisProject, read: ["apigateway:GET"], write: ["apigateway:PATCH"] },
  ],
};
