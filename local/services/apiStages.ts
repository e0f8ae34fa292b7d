import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import { stringAt } from "../resourceProperties";
import { type AwsResponse, type AwsService, jsonError } from "./awsService";

const apiPath = /^\/restapis\/(\w+)(\/stages)?$/;

const json = (body: Fields): AwsResponse => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Amazon API Gateway, as far as it shows an API and lists the API's stages. */
export const apiStages = (list: () => readonly DeclaredResource[]): AwsService => {
  const ofApi = (type: string, api: string): readonly DeclaredResource[] =>
    list().filter((each) => each.type === type && stringAt(each, "restApi") === api);
  return {
    requiredPermissions: () => undefined,
    accessDenied: (reason) => jsonError(403, "AccessDeniedException", reason),
    handle: async ({ method, path }) => {
      const [, api, stages] = apiPath.exec(path) ?? [];
      if (method !== "GET" || api === undefined)
        return jsonError(400, "UnknownOperationException", `API Gateway has no ${method} ${path}`);
      const found = list().find(
        (each) => each.type === "aws:apigateway/restApi:RestApi" && each.id === api,
      );
      if (!found) return jsonError(404, "NotFoundException", "Invalid API identifier specified");
      if (stages === undefined) return json({ id: api, name: stringAt(found, "name") });
      const settings = ofApi("aws:apigateway/methodSettings:MethodSettings", api);
      const item = ofApi("aws:apigateway/stage:Stage", api).map((stage) => {
        const stageName = stringAt(stage, "stageName");
        const own = settings.filter((each) => stringAt(each, "stageName") === stageName);
        return {
          stageName,
          deploymentId: stringAt(stage, "deployment"),
          methodSettings: Object.fromEntries(own.map((each) => [stringAt(each, "methodPath"), {}])),
        };
      });
      return json({ item });
    },
  };
};
