import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import { stringAt } from "../resourceProperties";
import { type AwsResponse, type AwsService, jsonError } from "./awsService";

const stagesPath = /^\/restapis\/(\w+)\/stages$/;

const json = (body: Fields): AwsResponse => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Amazon API Gateway, as far as it lists the stages of an API. */
export const apiStages = (list: () => readonly DeclaredResource[]): AwsService => {
  const ofApi = (type: string, api: string): readonly DeclaredResource[] =>
    list().filter((each) => each.type === type && stringAt(each, "restApi") === api);
  return {
    requiredPermissions: () => undefined,
    accessDenied: (reason) => jsonError(403, "AccessDeniedException", reason),
    handle: async ({ method, path }) => {
      const [, api] = stagesPath.exec(path) ?? [];
      if (method !== "GET" || api === undefined)
        return jsonError(400, "UnknownOperationException", `API Gateway has no ${method} ${path}`);
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
