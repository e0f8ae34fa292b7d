import type { Fields } from "./awsService";

export interface Route {
  readonly method: string;
  /** As declared, with {parameters}. */
  readonly resource: string;
  readonly functionArn: string;
}

export interface GatewayResponse {
  readonly status: number;
  readonly body: string;
}

export interface ApiDefinition {
  readonly routes: readonly Route[];
  /** Content types whose bodies reach the function as base64. */
  readonly binaryMediaTypes: readonly string[];
  /** Answer to a path or method that no route has. */
  readonly notFound: GatewayResponse;
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const fieldsAt = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

const functionOf = (uri: unknown): string | undefined =>
  typeof uri === "string" ? /\/functions\/([^/]+)\/invocations$/.exec(uri)?.[1] : undefined;

const routeOf = (resource: string, verb: string, operation: Fields): Route => {
  const integration = fieldsAt(operation, "x-amazon-apigateway-integration");
  const functionArn = functionOf(integration.uri);
  if (integration.type !== "aws_proxy" || functionArn === undefined) {
    throw new Error(
      `The route ${verb} ${resource} is not a Lambda proxy, which is all that runs locally`,
    );
  }
  if (operation["x-amazon-apigateway-request-validator"] !== undefined) {
    throw new Error(
      `The route ${verb} ${resource} has a request validator, which does not run locally`,
    );
  }
  const method = verb === "x-amazon-apigateway-any-method" ? "ANY" : verb.toUpperCase();
  return { method, resource, functionArn };
};

/** API Gateway's own answer, unless the API declares another; awsx declares a 404. */
const notFoundResponse = (swagger: Fields): GatewayResponse => {
  const declared = fieldsAt(
    fieldsAt(swagger, "x-amazon-apigateway-gateway-responses"),
    "MISSING_AUTHENTICATION_TOKEN",
  );
  const template = fieldsAt(declared, "responseTemplates")["application/json"];
  return {
    status: Number(declared.statusCode ?? 403),
    body: typeof template === "string" ? template : '{"message":"Missing Authentication Token"}',
  };
};

/** Reads routes and their functions from the swagger document that the program declares. */
export const apiDefinition = (document: unknown): ApiDefinition => {
  const parsed: unknown = typeof document === "string" ? JSON.parse(document) : document;
  const swagger = isFields(parsed) ? parsed : {};
  const routes = Object.entries(fieldsAt(swagger, "paths")).flatMap(([resource, item]) =>
    Object.entries(isFields(item) ? item : {}).map(([verb, operation]) =>
      routeOf(resource, verb, isFields(operation) ? operation : {}),
    ),
  );
  const binary = swagger["x-amazon-apigateway-binary-media-types"];
  return {
    routes,
    binaryMediaTypes: Array.isArray(binary) ? binary.map(String) : [],
    notFound: notFoundResponse(swagger),
  };
};

interface Match {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

const pattern = (resource: string): RegExp =>
  new RegExp(
    `^${resource.replace(/\{([^}+]+)(\+?)\}/g, (_all, name: string, greedy: string) =>
      greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
    )}$`,
  );

export const matchRoute = (
  routes: readonly Route[],
  method: string,
  path: string,
): Match | undefined => {
  for (const route of routes) {
    const found = pattern(route.resource).exec(path);
    if (!found || (route.method !== "ANY" && route.method !== method)) continue;
    const groups = Object.entries(found.groups ?? {});
    const decoded = groups.map(([name, value]) => [name, decodeURIComponent(value)]);
    return {
      route,
      pathParameters:
        decoded.length > 0 ? (Object.fromEntries(decoded) as Record<string, string>) : null,
    };
  }
  return undefined;
};
