import { type Fields, isFields } from "../fields";

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
  /** The response to a path or method without a route. */
  readonly notFound: GatewayResponse;
}

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
      `The route ${verb} ${resource} is not a Lambda proxy, the only integration emulated`,
    );
  }
  if (operation["x-amazon-apigateway-request-validator"] !== undefined) {
    throw new Error(`The route ${verb} ${resource} has a request validator, which is not emulated`);
  }
  const method = verb === "x-amazon-apigateway-any-method" ? "ANY" : verb.toUpperCase();
  return { method, resource, functionArn };
};

/** API Gateway's default, unless the API declares a gateway response; awsx declares a 404. */
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

/** Reads the routes and their functions from the declared Swagger document. */
export const apiDefinition = (document = "{}"): ApiDefinition => {
  const parsed = JSON.parse(document) as unknown;
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
