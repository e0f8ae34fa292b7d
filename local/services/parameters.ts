import type { Fields } from "../fields";
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  jsonError,
  jsonResponse,
  parseFields,
  stringField,
} from "./awsService";

export interface StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly type: string;
  readonly value: string;
}

export interface Parameters extends AwsService {
  readonly put: (parameter: StoredParameter) => void;
  readonly delete: (name: string) => void;
}

interface Versioned extends StoredParameter {
  readonly version: number;
  readonly modifiedAt: number;
}

/** The value of a SecureString without decryption. */
const encrypted = (value: string): string =>
  Buffer.from(`encrypted locally, ${value.length} characters`).toString("base64");

const describe = (parameter: Versioned, decrypt: boolean): object => ({
  Name: parameter.name,
  ARN: parameter.arn,
  Type: parameter.type,
  Value:
    parameter.type === "SecureString" && !decrypt ? encrypted(parameter.value) : parameter.value,
  Version: parameter.version,
  LastModifiedDate: parameter.modifiedAt,
  DataType: "text",
});

const response = (status: number, body: object): AwsResponse => jsonResponse(status, body, "1.1");

/** AWS Systems Manager's Parameter Store, as far as functions and tests use it. */
export const parameterStore = (arnOf: (name: string) => string): Parameters => {
  const parameters = new Map<string, Versioned>();
  const find = (name: string): Versioned | undefined =>
    parameters.get(name) ?? [...parameters.values()].find(({ arn }) => arn === name);
  const put: Parameters["put"] = (parameter) => {
    const version = (parameters.get(parameter.name)?.version ?? 0) + 1;
    parameters.set(parameter.name, { ...parameter, version, modifiedAt: Date.now() / 1000 });
  };

  const getOne = (body: Fields): AwsResponse => {
    const name = stringField(body, "Name");
    const found = find(name);
    if (!found) return jsonError(400, "ParameterNotFound", `There is no parameter ${name}`);
    return response(200, { Parameter: describe(found, body.WithDecryption === true) });
  };
  const getSeveral = (body: Fields): AwsResponse => {
    const names = Array.isArray(body.Names) ? body.Names.map(String) : [];
    const found = names.flatMap((name) => find(name) ?? []);
    return response(200, {
      Parameters: found.map((parameter) => describe(parameter, body.WithDecryption === true)),
      InvalidParameters: names.filter((name) => !find(name)),
    });
  };
  const putOne = (body: Fields): AwsResponse => {
    const name = stringField(body, "Name");
    const known = find(name);
    if (stringField(body, "Value") === "") {
      return jsonError(400, "ValidationException", "A parameter's value must not be empty");
    }
    if (known && body.Overwrite !== true) {
      return jsonError(400, "ParameterAlreadyExists", `${name} exists and Overwrite is not set`);
    }
    const type = stringField(body, "Type") || known?.type || "String";
    put({ name, arn: known?.arn ?? arnOf(name), type, value: stringField(body, "Value") });
    return response(200, { Version: find(name)?.version, Tier: "Standard" });
  };
  const actions: Readonly<Record<string, (body: Fields) => AwsResponse>> = {
    GetParameter: getOne,
    GetParameters: getSeveral,
    PutParameter: putOne,
  };

  return {
    put,
    delete: (name) => void parameters.delete(name),
    accessDenied: (reason) => jsonError(400, "AccessDeniedException", reason),
    requiredPermissions: ({ action, body }) => {
      if (!/^GetParameters?$/.test(action)) return undefined;
      const { Name, Names } = parseFields(body);
      const names = Array.isArray(Names) ? Names.map(String) : [String(Name)];
      return names.map((name) => ({
        action: `ssm:${action}`,
        resource: find(name)?.arn ?? arnOf(name),
      }));
    },
    handle: async ({ action, body }: AwsRequest) => {
      const execute = actions[action];
      if (execute) return execute(parseFields(body));
      return jsonError(400, "UnknownOperationException", `SSM ${action} is not emulated`);
    },
  };
};
