import { createHash } from "node:crypto";

export interface Declaration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly stack: string;
  readonly region: string;
  readonly existingId?: string;
}

export interface MockOutputs {
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** The account of every embedded cloud; fauxqs has it built in. */
export const accountId = "000000000000";

interface Named extends Declaration {
  readonly physicalName: string;
  readonly arn: (service: string, resource: string) => string;
}

const shortHash = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

/** As Pulumi's auto-naming suffix, but the same on every run. */
const nameSuffix = ({ type, name, stack }: Declaration): string =>
  shortHash(`${stack} ${type} ${name}`, 7);

const stringInput = ({ inputs }: Declaration, key: string): string | undefined => {
  const value = inputs[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const arnAsId =
  (service: string, resource: (named: Named) => string) =>
  (named: Named): MockOutputs => {
    const arn = named.arn(service, resource(named));
    return { id: arn, state: { name: named.physicalName, arn } };
  };

const nameAsId =
  (
    service: string,
    resource: (named: Named) => string,
    extra: (arn: string, named: Named) => object = () => ({}),
  ) =>
  (named: Named): MockOutputs => {
    const arn = named.arn(service, resource(named));
    return {
      id: named.physicalName,
      state: { name: named.physicalName, arn, ...extra(arn, named) },
    };
  };

const queue = (named: Named): MockOutputs => {
  const url = `https://sqs.${named.region}.amazonaws.com/${accountId}/${named.physicalName}`;
  return {
    id: url,
    state: { name: named.physicalName, url, arn: named.arn("sqs", named.physicalName) },
  };
};

const lambda = nameAsId(
  "lambda",
  ({ physicalName }) => `function:${physicalName}`,
  (arn, { region }) => ({
    version: "$LATEST",
    qualifiedArn: `${arn}:$LATEST`,
    invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
  }),
);

const table = nameAsId(
  "dynamodb",
  ({ physicalName }) => `table/${physicalName}`,
  (arn, { inputs }) =>
    inputs.streamEnabled === true
      ? {
          streamArn: `${arn}/stream/2020-01-01T00:00:00.000`,
          streamLabel: "2020-01-01T00:00:00.000",
        }
      : {},
);

const restApi = (named: Named): MockOutputs => {
  const id = shortHash(`${named.stack} ${named.name}`, 10);
  return {
    id,
    state: {
      name: named.physicalName,
      arn: `arn:aws:apigateway:${named.region}::/restapis/${id}`,
      executionArn: named.arn("execute-api", id),
      rootResourceId: shortHash(id, 10),
    },
  };
};

const stage = (named: Named): MockOutputs => {
  const api = stringInput(named, "restApi") ?? "";
  const stageName = stringInput(named, "stageName") ?? "";
  const invokeUrl = `https://${api}.execute-api.${named.region}.amazonaws.com/${stageName}`;
  return {
    id: `ags-${api}-${stageName}`,
    state: { invokeUrl, stageName, executionArn: named.arn("execute-api", `${api}/${stageName}`) },
  };
};

const deployment = (named: Named): MockOutputs => ({
  id: shortHash(`deployment ${named.stack} ${named.name}`, 6),
  state: { executionArn: named.arn("execute-api", `${stringInput(named, "restApi") ?? ""}/`) },
});

const iam =
  (kind: string) =>
  (named: Named): MockOutputs => {
    const arn = `arn:aws:iam::${accountId}:${kind}/${named.physicalName}`;
    return {
      id: kind === "policy" ? arn : named.physicalName,
      state: { name: named.physicalName, arn },
    };
  };

const parameter = (named: Named): MockOutputs => ({
  id: named.physicalName,
  state: {
    name: named.physicalName,
    arn: named.arn("ssm", `parameter/${named.physicalName.replace(/^\//, "")}`),
    version: 1,
  },
});

const eventSourceMapping = (named: Named): MockOutputs => {
  const id = shortHash(`mapping ${named.stack} ${named.name}`, 32);
  return { id, state: { uuid: id, arn: named.arn("lambda", `event-source-mapping:${id}`) } };
};

const permission = (named: Named): MockOutputs => {
  const id = stringInput(named, "statementId") ?? named.physicalName;
  return { id, state: { statementId: id } };
};

/** Dashboards are global and have no auto-naming. */
const dashboard = (named: Named): MockOutputs => {
  const name = stringInput(named, "dashboardName") ?? "";
  return {
    id: name,
    state: { dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${name}` },
  };
};

/** On a first deployment the stored value is the given one. */
const stash = ({ name, inputs }: Named): MockOutputs => ({
  id: name,
  state: { output: inputs.input },
});

const outputsByType: Readonly<Record<string, (named: Named) => MockOutputs>> = {
  "aws:sqs/queue:Queue": queue,
  "aws:sns/topic:Topic": arnAsId("sns", ({ physicalName }) => physicalName),
  "aws:dynamodb/table:Table": table,
  "aws:lambda/function:Function": lambda,
  "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
  "aws:lambda/permission:Permission": permission,
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:apigateway/deployment:Deployment": deployment,
  "aws:apigateway/stage:Stage": stage,
  "aws:iam/role:Role": iam("role"),
  "aws:iam/policy:Policy": iam("policy"),
  "aws:ssm/parameter:Parameter": parameter,
  "aws:cloudwatch/logGroup:LogGroup": nameAsId(
    "logs",
    ({ physicalName }) => `log-group:${physicalName}`,
  ),
  "aws:cloudwatch/metricAlarm:MetricAlarm": nameAsId(
    "cloudwatch",
    ({ physicalName }) => `alarm:${physicalName}`,
  ),
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
  "aws:cloudwatch/eventRule:EventRule": nameAsId(
    "events",
    ({ physicalName }) => `rule/${physicalName}`,
    () => ({ eventBusName: "default" }),
  ),
  "aws:scheduler/schedule:Schedule": nameAsId(
    "scheduler",
    ({ physicalName }) => `schedule/default/${physicalName}`,
  ),
  "pulumi:index:Stash": stash,
};

/** Any other type: a name and an ARN built from its module, which suits most of AWS. */
const defaultOutputs = (named: Named): MockOutputs => {
  const [, token = ""] = named.type.split(":");
  const [service = "unknown", kind = "resource"] = token.split("/");
  return nameAsId(service, ({ physicalName }) => `${kind}/${physicalName}`)(named);
};

/** The outputs that AWS would return; a pure function of the declaration, so that runs are alike. */
export const mockOutputs = (declaration: Declaration): MockOutputs => {
  const physicalName =
    declaration.existingId ??
    stringInput(declaration, "name") ??
    `${declaration.name}-${nameSuffix(declaration)}`;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${declaration.region}:${accountId}:${resource}`;
  return (outputsByType[declaration.type] ?? defaultOutputs)({ ...declaration, physicalName, arn });
};

/** Results of the functions (Pulumi: invokes) that a program calls while it runs. */
export const mockCall = (
  token: string,
  inputs: Readonly<Record<string, unknown>>,
  { region }: { readonly region: string },
): Record<string, unknown> => {
  switch (token) {
    case "aws:index/getRegion:getRegion":
      return {
        id: region,
        name: region,
        region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
      };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        id: accountId,
        accountId,
        userId: "local",
        arn: `arn:aws:iam::${accountId}:user/local`,
      };
    case "aws:index/getPartition:getPartition":
      return {
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
      };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return { ...inputs, id: "policy", json: JSON.stringify(policyDocument(inputs)) };
    default:
      throw new Error(`The program calls ${token}, which the embedded cloud does not implement`);
  }
};

type Statement = Readonly<Record<string, unknown>>;

const policyStatement = (statement: Statement): Record<string, unknown> => ({
  Effect: statement.effect ?? "Allow",
  Action: statement.actions,
  Resource: statement.resources,
  ...(Array.isArray(statement.principals) && {
    Principal: principals(statement.principals as Statement[]),
  }),
});

const principals = (list: readonly Statement[]): Record<string, unknown> =>
  Object.fromEntries(list.map(({ type, identifiers }) => [String(type), identifiers]));

const policyDocument = ({ statements = [] }: Readonly<Record<string, unknown>>): object => ({
  Version: "2012-10-17",
  Statement: (statements as Statement[]).map(policyStatement),
});
