import type { AccessControl } from "../access/accessControl";
import type { FunctionDefinition } from "./functionDefinition";

interface LogScope {
  readonly region: string;
  readonly accountId: string;
}

/** Lambda writes a function's log as the function's role, and drops it when the role does not let it. */
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
