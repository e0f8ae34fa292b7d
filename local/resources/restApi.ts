import { jsonText, text, textMap } from "../declaredInputs";
import { apiDefinition } from "../services/apiDefinition";
import type { ResourceKind } from "./resourceKind";

export const restApi: ResourceKind = {
  type: "aws:apigateway/restApi:RestApi",
  create: (resource, { apis }) =>
    void apis.set(resource.id, {
      name: text(resource, "name"),
      definition: apiDefinition(jsonText(resource, "body")),
    }),
};

export const stage: ResourceKind = {
  type: "aws:apigateway/stage:Stage",
  create: (resource, { apis, rest }) => {
    const apiId = text(resource, "restApi");
    const api = apis.get(apiId);
    if (!api) throw new Error(`Stage "${resource.name}" belongs to no declared API`);
    const variables = textMap(resource, "variables");
    rest.addStage({
      apiId,
      apiName: api.name,
      name: text(resource, "stageName"),
      definition: api.definition,
      variables: Object.keys(variables).length > 0 ? variables : null,
    });
  },
};
