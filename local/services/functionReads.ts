import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import { optionalStringAt, stringAt } from "../resourceProperties";
import { type AwsRequest, type AwsResponse, jsonError } from "./awsService";

const readPath = /^\/2015-03-31\/functions\/([^/]+)\/(configuration|policy)$/;

export const isFunctionRead = ({ method, path }: AwsRequest): boolean =>
  method === "GET" && readPath.test(path);

const json = (body: Fields): AwsResponse => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const notFound = (): AwsResponse =>
  jsonError(404, "ResourceNotFoundException", "The resource you requested does not exist.");

/** A statement of a function's policy, as `AddPermission` writes it. */
const statementOf = (permission: DeclaredResource, Resource: string): Fields => {
  const sourceArn = optionalStringAt(permission, "sourceArn");
  return {
    Sid: stringAt(permission, "statementId"),
    Effect: "Allow",
    Principal: { Service: stringAt(permission, "principal") },
    Action: stringAt(permission, "action"),
    Resource,
    ...(sourceArn && { Condition: { ArnLike: { "AWS:SourceArn": sourceArn } } }),
  };
};

/** Lambda's API, as far as it shows the configuration and the policy of a function. */
export const functionReads =
  (list: () => readonly DeclaredResource[]) =>
  ({ path }: AwsRequest): AwsResponse => {
    const [, encoded = "", kind] = readPath.exec(path) ?? [];
    const name = decodeURIComponent(encoded);
    const found = list().find(
      (each) => each.type === "aws:lambda/function:Function" && stringAt(each, "name") === name,
    );
    if (!found) return notFound();
    const arn = stringAt(found, "arn");
    if (kind === "configuration")
      return json({ FunctionName: name, FunctionArn: arn, Role: stringAt(found, "role") });
    const statements = list()
      .filter(({ type }) => type === "aws:lambda/permission:Permission")
      .filter((each) => [name, arn].includes(stringAt(each, "function")))
      .map((each) => statementOf(each, arn));
    if (statements.length === 0) return notFound();
    const policy = { Version: "2012-10-17", Id: "default", Statement: statements };
    return json({ Policy: JSON.stringify(policy), RevisionId: "local" });
  };
