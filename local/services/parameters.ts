import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  fieldsOf,
  type Fields,
  jsonProblem,
  jsonResponse,
  textField,
} from "./awsService";

export interface StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly type: string;
  readonly value: string;
}

export interface Parameters extends AwsService {
  readonly put: (parameter: StoredParameter) => void;
}

interface Versioned extends StoredParameter {
  readonly version: number;
  readonly modifiedAt: number;
}

/** What a reader of a SecureString gets who doesn't ask for decryption: of no use to anybody. */
const encrypted = (value: string): string =>
  Buffer.from(`encrypted locally, ${value.length} characters`).toString("base64");

const shown = (parameter: Versioned, decrypt: boolean): object => ({
  Name: parameter.name,
  ARN: parameter.arn,
  Type: parameter.type,
  Value:
    parameter.type === "SecureString" && !decrypt ? encrypted(parameter.value) : parameter.value,
  Version: parameter.version,
  LastModifiedDate: parameter.modifiedAt,
  DataType: "text",
});

const answer = (status: number, body: object): AwsResponse => jsonResponse(status, body, "1.1");

/** AWS Systems Manager's Parameter Store, as far as a function reads it. */
export const parameterStore = (arnOf: (name: string) => string): Parameters => {
  const parameters = new Map<string, Versioned>();
  const find = (name: string): Versioned | undefined =>
    parameters.get(name) ?? [...parameters.values()].find(({ arn }) => arn === name);
  const put: Parameters["put"] = (parameter) => {
    const version = (parameters.get(parameter.name)?.version ?? 0) + 1;
    parameters.set(parameter.name, { ...parameter, version, modifiedAt: Date.now() / 1000 });
  };

  const getOne = (body: Fields): AwsResponse => {
    const name = textField(body, "Name");
    const found = find(name);
    if (!found) return jsonProblem(400, "ParameterNotFound", `There is no parameter ${name}`);
    return answer(200, { Parameter: shown(found, body.WithDecryption === true) });
  };
  const getSeveral = (body: Fields): AwsResponse => {
    const names = Array.isArray(body.Names) ? body.Names.map(String) : [];
    const found = names.flatMap((name) => find(name) ?? []);
    return answer(200, {
      Parameters: found.map((parameter) => shown(parameter, body.WithDecryption === true)),
      InvalidParameters: names.filter((name) => !find(name)),
    });
  };
  const putOne = (body: Fields): AwsResponse => {
    const name = textField(body, "Name");
    const known = find(name);
    if (textField(body, "Value") === "") {
      return jsonProblem(400, "ValidationException", "A parameter's value must not be empty");
    }
    if (known && body.Overwrite !== true) {
      return jsonProblem(400, "ParameterAlreadyExists", `${name} exists and Overwrite is not set`);
    }
    const type = textField(body, "Type") || known?.type || "String";
    put({ name, arn: known?.arn ?? arnOf(name), type, value: textField(body, "Value") });
    return answer(200, { Version: find(name)?.version, Tier: "Standard" });
  };
  const actions: Readonly<Record<string, (body: Fields) => AwsResponse>> = {
    GetParameter: getOne,
    GetParameters: getSeveral,
    PutParameter: putOne,
  };

  return {
    put,
    denied: (why) => jsonProblem(400, "AccessDeniedException", why),
    needs: ({ action, body }) => {
      if (!/^GetParameters?$/.test(action)) return undefined;
      const { Name, Names } = fieldsOf(body);
      const names = Array.isArray(Names) ? Names.map(String) : [String(Name)];
      return names.map((name) => ({
        action: `ssm:${action}`,
        resource: find(name)?.arn ?? arnOf(name),
      }));
    },
    handle: async ({ action, body }: AwsRequest) => {
      const act = actions[action];
      if (act) return act(fieldsOf(body));
      return jsonProblem(400, "UnknownOperationException", `SSM ${action} has no local answer`);
    },
  };
};
