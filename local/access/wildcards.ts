/**
 * Whether a value matches a pattern in which `*` matches any run of characters and `?` any one
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
export const matches = (pattern: string, value: string): boolean => {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = literal.replace(/\*+/g, "[^]*").replace(/\?/g, "[^]");
  return new RegExp(`^${expression}$`, "u").test(value);
};

/** Scheme, partition, service, region, account and resource; the resource may contain colons. */
const partsOf = (arn: string): readonly string[] => {
  const [scheme = "", partition = "", service = "", region = "", account = "", ...resource] =
    arn.split(":");
  return [scheme, partition, service, region, account, resource.join(":")];
};

/** As `matches`, for ARNs: a wildcard matches within one part of the ARN only. */
export const matchesArn = (pattern: string, arn: string): boolean => {
  if (pattern === "*") return true;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => matches(part, parts[index] ?? ""));
};
