import type { DeclaredResource } from "../declareStack";
import { stringAt } from "../resourceProperties";
import {
  type AwsRequest,
  type AwsService,
  jsonResponse,
  parseFields,
  stringField,
} from "./awsService";
import { element, queryError, queryResponse } from "./queryResponse";

const namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/";

/** Newer clients call CloudWatch in JSON, older ones in the query protocol. */
const isJson = ({ headers }: AwsRequest): boolean => headers["x-amz-target"] !== undefined;

const prefixIn = (request: AwsRequest): string =>
  isJson(request)
    ? stringField(parseFields(request.body), "DashboardNamePrefix")
    : (new URLSearchParams(request.body).get("DashboardNamePrefix") ?? "");

/** Amazon CloudWatch, as far as it lists dashboards. */
export const dashboards = (list: () => readonly DeclaredResource[]): AwsService => ({
  requiredPermissions: () => undefined,
  accessDenied: (reason) => queryError(namespace, 403, { code: "AccessDenied", message: reason }),
  handle: async (request) => {
    const { action } = request;
    if (action !== "ListDashboards")
      return queryError(namespace, 400, {
        code: "InvalidAction",
        message: `CloudWatch ${action} is not emulated`,
      });
    const names = list()
      .filter(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")
      .map((dashboard) => stringAt(dashboard, "dashboardName"))
      .filter((name) => name.startsWith(prefixIn(request)));
    if (isJson(request))
      return jsonResponse(200, {
        DashboardEntries: names.map((DashboardName) => ({ DashboardName })),
      });
    const members = names.map((name) => `<member>${element("DashboardName", name)}</member>`);
    const result = `<DashboardEntries>${members.join("")}</DashboardEntries>`;
    return queryResponse(action, namespace, result);
  },
});
