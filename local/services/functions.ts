import type { DeclaredResource } from "../declareStack";
import type { InvocationResult } from "../lambda/functionDefinition";
import type { Lambdas } from "../lambda/lambdas";
import { type AwsRequest, type AwsResponse, type AwsService, jsonError } from "./awsService";
import { eventSourceMappings, isMappingRequest, type MappingControl } from "./eventSourceMappings";
import { functionReads, isFunctionRead } from "./functionReads";

/** The path of Lambda's operation Invoke. */
const invocation = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

const functionName = ({ path }: AwsRequest): string | undefined => {
  const [, name] = invocation.exec(path) ?? [];
  return name === undefined ? undefined : decodeURIComponent(name);
};

const toResponse = ({ result, error }: InvocationResult): AwsResponse => ({
  status: 200,
  headers: {
    "content-type": "application/json",
    "x-amz-executed-version": "$LATEST",
    ...(error && { "x-amz-function-error": "Unhandled" }),
  },
  body: JSON.stringify(error ?? result ?? null),
});

/** Returns what is wrong with a request, or undefined. */
const problemOf = ({ method, headers }: AwsRequest): string | undefined => {
  const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type !== "RequestResponse") return `no invocations of the type ${String(type)}`;
  return method === "POST" ? undefined : `no ${method} on functions`;
};

/** AWS Lambda's API: invocations of functions, what is declared of them, and event source mappings. */
export const functionService = (
  { all, invoke }: Lambdas,
  mappings: MappingControl,
  declared: () => readonly DeclaredResource[],
): AwsService => {
  const read = functionReads(declared);
  const handleMapping = eventSourceMappings(mappings);
  const arnOf = (name: string): string | undefined =>
    all().find(({ definition }) => [definition.name, definition.arn].includes(name))?.definition
      .arn;
  return {
    accessDenied: (reason) => jsonError(403, "AccessDeniedException", reason),
    requiredPermissions: (request) => {
      const name = functionName(request);
      if (name === undefined) return undefined;
      return [{ action: "lambda:InvokeFunction", resource: arnOf(name) ?? name }];
    },
    handle: async (request) => {
      if (isMappingRequest(request)) return handleMapping(request);
      if (isFunctionRead(request)) return read(request);
      const name = functionName(request);
      const problem = name === undefined ? `no ${request.path}` : problemOf(request);
      if (name === undefined || problem !== undefined)
        return jsonError(400, "UnknownOperationException", `The embedded cloud has ${problem}`);
      if (arnOf(name) === undefined)
        return jsonError(404, "ResourceNotFoundException", `Function not found: ${name}`);
      const event: unknown = request.body === "" ? {} : JSON.parse(request.body);
      return toResponse(await invoke(name, event));
    },
  };
};
