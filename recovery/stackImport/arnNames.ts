/** The last part of an ARN: a table's, queue's, topic's or function's name. */
const patterns = {
  table: /^arn:[^:]+:dynamodb:[^:]+:\d+:table\/([^/]+)$/,
  queue: /^arn:[^:]+:sqs:[^:]+:\d+:(.+)$/,
  topic: /^arn:[^:]+:sns:[^:]+:\d+:([^:]+)$/,
  function: /^arn:[^:]+:lambda:[^:]+:\d+:function:([^:]+)$/,
  logGroup: /^arn:[^:]+:logs:[^:]+:\d+:log-group:(.+?)(?::\*)?$/,
  alarm: /^arn:[^:]+:cloudwatch:[^:]+:\d+:alarm:(.+)$/,
  rule: /^arn:[^:]+:events:[^:]+:\d+:rule\/(.+)$/,
  parameter: /^arn:[^:]+:ssm:[^:]+:\d+:parameter\/(.+)$/,
  /** Its id, not its name. */
  api: /^arn:[^:]+:apigateway:[^:]+::\/restapis\/([^/]+)$/,
} as const;

export type ArnKind = keyof typeof patterns;

/** Undefined for the ARN of another kind of resource. */
export const nameIn = (arn: string, kind: ArnKind): string | undefined =>
  patterns[kind].exec(arn)?.[1];

export const namesIn = (arns: readonly string[], kind: ArnKind): readonly string[] =>
  arns.flatMap((arn) => nameIn(arn, kind) ?? []);

/** `https://sqs.<region>.amazonaws.com/<account>/<name>`, the id of a queue. */
export const queueUrl = (arn: string): string => {
  const [, , , region = "", account = "", name = ""] = arn.split(":");
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};
