import type { AccessControl } from "../access/accessControl";
import type { FunctionDefinition } from "./functionDefinition";

interface LogScope {
  readonly region: string;
  readonly accountId: string;
}

/** Lambda writes logs as the function's role, and drops them if the role may not. */
export const canWriteLogs = (
  { denial }: AccessControl,
  { name, logGroup }: FunctionDefinition,
  { region, accountId }: LogScope,
): boolean => {
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}`;
  const resource = `${group}:log-stream:local`;
  return ["logs:CreateLogStream", "logs:PutLogEvents"].every(
    (action) => denial({ functionName: name, action, resource }) === undefined,
  );
};
