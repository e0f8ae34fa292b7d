/** The part of a trust policy that decides which jobs assume the role. */
export interface TrustPolicy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string;
    readonly Condition: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
  }[];
}

/** Claims of the token that GitHub issues to a job. */
export interface Claims {
  readonly aud: string;
  readonly sub: string;
}

const issuer = "token.actions.githubusercontent.com";

/**
 * Whether AWS lets a job with these claims assume the role. All keys must match, each by any one of its
 * values; `StringEquals`, the only operator here, is case-sensitive and knows no wildcards
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
export const isTrusted = ({ Statement }: TrustPolicy, claims: Claims): boolean =>
  Statement.some(({ Effect, Action, Condition }) => {
    if (Effect !== "Allow" || Action !== "sts:AssumeRoleWithWebIdentity")
      throw new Error(`Expected Allow sts:AssumeRoleWithWebIdentity, got ${Effect} ${Action}`);
    return Object.entries(Condition).every(([operator, keys]) => {
      if (operator !== "StringEquals") throw new Error(`Expected StringEquals, got ${operator}`);
      return Object.entries(keys).every(([key, values]) =>
        [values].flat().includes(claimOf(key, claims)),
      );
    });
  });

const claimOf = (key: string, { aud, sub }: Claims): string => {
  if (key === `${issuer}:aud`) return aud;
  if (key === `${issuer}:sub`) return sub;
  throw new Error(`Expected the key ${issuer}:aud or ${issuer}:sub, got ${key}`);
};
