/**
 * Whether a text fits a pattern in which `*` stands for any run of characters and `?` for any one
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
export const matches = (pattern: string, text: string): boolean => {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = literal.replace(/\*+/g, "[^]*").replace(/\?/g, "[^]");
  return new RegExp(`^${expression}$`, "u").test(text);
};

/** Partition, service, region, account and resource; the last may hold colons of its own. */
const partsOf = (arn: string): readonly string[] => {
  const [scheme = "", partition = "", service = "", region = "", account = "", ...resource] =
    arn.split(":");
  return [scheme, partition, service, region, account, resource.join(":")];
};

/** As `fits`, for ARNs: a wildcard stays within its part, so that one account's `*` is no service. */
export const matchesArn = (pattern: string, arn: string): boolean => {
  if (pattern === "*") return true;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => matches(part, parts[index] ?? ""));
};
