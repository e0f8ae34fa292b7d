import type { Fields } from "../fields";
import type { ResourceName } from "./awsProvider";
import { awsType } from "./awsTypes";
import { defaultsKey } from "./internalKeys";

/** What the bridge names where the program does not (pulumi-aws, provider/resources.go: `AutoName`). */
const namedProperty = (type: string): string | undefined => {
  if (type === "aws:lambda/permission:Permission") return "statementId";
  return awsType(type).inputs.has("name") ? "name" : undefined;
};

/**
 * Whether the value of the last deployment is used again. Without a list of defaults every value is; with a
 * list, only those in it (pulumi-terraform-bridge, pkg/tfbridge/schema.go, `useOldDefault`).
 */
const mayUseAgain = (olds: Fields, key: string): boolean => {
  const { [defaultsKey]: defaults } = olds;
  return !Array.isArray(defaults) || defaults.includes(key);
};

/** The kept states of releases have statements without an id. The engine passes no olds as an empty object. */
const wasUnnamed = (olds: Fields = {}, key: string): boolean =>
  Object.keys(olds).length > 0 && !(key in olds);

/** The inputs with a name, `<logical name>-<7 hex digits>` where the program gives none. */
export const autoNamed = (
  { type, name }: ResourceName,
  news: Fields,
  olds: Fields | undefined,
  seed: string,
): Fields => {
  const key = namedProperty(type);
  const isNamed = key === undefined || news[key] !== undefined || wasUnnamed(olds, key);
  if (isNamed) return { ...news, [defaultsKey]: [] };
  const kept = olds && mayUseAgain(olds, key) ? olds[key] : undefined;
  return { ...news, [key]: kept ?? `${name}-${seed.slice(0, 7)}`, [defaultsKey]: [key] };
};
