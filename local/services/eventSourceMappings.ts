import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import { type AwsRequest, type AwsResponse, jsonError, parseFields } from "./awsService";

/** The mappings that exist, and how to change one. */
export interface MappingControl {
  readonly list: () => readonly DeclaredResource[];
  /** Resolves once no invocation of a disabled mapping runs. */
  readonly setEnabled: (mapping: DeclaredResource, isEnabled: boolean) => Promise<void>;
}

const mappingPath = /^\/2015-03-31\/event-source-mappings\/?([\w-]*)$/;

export const isMappingRequest = ({ path }: AwsRequest): boolean => mappingPath.test(path);

const isEnabled = ({ inputs }: DeclaredResource): boolean => inputs["enabled"] !== false;

const describe = (mapping: DeclaredResource, state: string): Fields => ({
  UUID: mapping.id,
  EventSourceArn: mapping.inputs["eventSourceArn"],
  FunctionArn: mapping.inputs["functionName"],
  State: state,
});

const stateOf = (mapping: DeclaredResource): string =>
  isEnabled(mapping) ? "Enabled" : "Disabled";

const json = (status: number, body: Fields): AwsResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A function is named by its name or by its ARN. */
const isOf = ({ inputs }: DeclaredResource, functionName: string): boolean => {
  const named = String(inputs["functionName"]);
  return [named, named.split(":").at(-1)].includes(functionName.split(":").at(-1));
};

/** Lambda's API of event source mappings: lists, shows, disables and enables them. */
export const eventSourceMappings =
  ({ list, setEnabled }: MappingControl) =>
  async ({ method, path, query, body }: AwsRequest): Promise<AwsResponse> => {
    const [, uuid = ""] = mappingPath.exec(path) ?? [];
    if (method === "GET" && uuid === "") {
      const functionName = query.get("FunctionName");
      const found = list().filter((each) => functionName === null || isOf(each, functionName));
      return json(200, { EventSourceMappings: found.map((each) => describe(each, stateOf(each))) });
    }
    const mapping = list().find(({ id }) => id === uuid);
    if (!mapping)
      return jsonError(
        404,
        "ResourceNotFoundException",
        "The resource you requested does not exist.",
      );
    if (method === "GET") return json(200, describe(mapping, stateOf(mapping)));
    const { Enabled: enabled } = parseFields(body);
    if (method !== "PUT" || typeof enabled !== "boolean")
      return jsonError(
        400,
        "UnknownOperationException",
        `The embedded cloud has no ${method} ${path}`,
      );
    await setEnabled(mapping, enabled);
    return json(202, describe(mapping, enabled ? "Enabling" : "Disabling"));
  };
