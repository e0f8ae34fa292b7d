import { jsonAt, stringAt, stringMapAt } from "../resourceProperties";
import { apiDefinition } from "../services/apiDefinition";
import type { ResourceKind } from "./resourceKind";

const putApi: ResourceKind["create"] = (resource, { apis }) =>
  void apis.set(resource.id, {
    name: stringAt(resource, "name"),
    definition: apiDefinition(jsonAt(resource, "body")),
  });

export const restApi: ResourceKind = {
  type: "aws:apigateway/restApi:RestApi",
  create: putApi,
  update: putApi,
  delete: ({ id }, { apis }) => void apis.delete(id),
};

/** A stage serves its API as the API is now; on AWS, as its deployment, a snapshot, was. */
const putStage: ResourceKind["create"] = (resource, { apis, rest }) => {
  const apiId = stringAt(resource, "restApi");
  const api = apis.get(apiId);
  if (!api) throw new Error(`Stage "${resource.name}": its API is not declared`);
  const variables = stringMapAt(resource, "variables");
  rest.putStage({
    apiId,
    apiName: api.name,
    name: stringAt(resource, "stageName"),
    definition: api.definition,
    variables: Object.keys(variables).length > 0 ? variables : null,
  });
};

export const stage: ResourceKind = {
  type: "aws:apigateway/stage:Stage",
  create: putStage,
  update: putStage,
  delete: (resource, { rest }) =>
    rest.deleteStage({
      apiId: stringAt(resource, "restApi"),
      name: stringAt(resource, "stageName"),
    }),
};
