import { jsonAt, stringAt, stringMapAt } from "../resourceProperties";
import { apiDefinition } from "../services/apiDefinition";
import type { ResourceKind } from "./resourceKind";

export const restApi: ResourceKind = {
  type: "aws:apigateway/restApi:RestApi",
  create: (resource, { apis }) =>
    void apis.set(resource.id, {
      name: stringAt(resource, "name"),
      definition: apiDefinition(jsonAt(resource, "body")),
    }),
};

export const stage: ResourceKind = {
  type: "aws:apigateway/stage:Stage",
  create: (resource, { apis, rest }) => {
    const apiId = stringAt(resource, "restApi");
    const api = apis.get(apiId);
    if (!api) throw new Error(`Stage "${resource.name}": its API is not declared`);
    const variables = stringMapAt(resource, "variables");
    rest.addStage({
      apiId,
      apiName: api.name,
      name: stringAt(resource, "stageName"),
      definition: api.definition,
      variables: Object.keys(variables).length > 0 ? variables : null,
    });
  },
};
