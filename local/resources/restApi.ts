import { jsonText, text, textMap } from "../declaredInputs";
import { apiDefinition } from "../services/apiDefinition";
import type { ResourceKind } from "./resourceKind";

export const restApi: ResourceKind = {
  type: "aws:apigateway/restApi:RestApi",
  create: (resource, { apis }) =>
    void apis.set(resource.id, apiDefinition(jsonText(resource, "body"))),
};

export const stage: ResourceKind = {
  type: "aws:apigateway/stage:Stage",
  create: (resource, { apis, rest }) => {
    const apiId = text(resource, "restApi");
    const definition = apis.get(apiId);
    if (!definition) throw new Error(`Stage "${resource.name}" belongs to no declared API`);
    const variables = textMap(resource, "variables");
    rest.addStage({
      apiId,
      name: text(resource, "stageName"),
      definition,
      variables: Object.keys(variables).length > 0 ? variables : null,
    });
  },
};
