export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What whoever deploys must be allowed for the declared resources of one type. */
export interface Permission {
  /**
   * ARNs, less `arn:aws:`. {name} stands for the logical name of each declared resource, to which
   * Pulumi adds a suffix of its own when it names the real one; STACK for the stack's.
   */
  readonly arns: readonly string[];
  /** Whose names stand in for {name}, where not this type's own. */
  readonly namesOf?: string;
  readonly condition?: Condition;
  /** To find out how it is. */
  readonly read?: readonly string[];
  /** To make, change and delete it. */
  readonly write?: readonly string[];
}

/** By the type of a resource. */
export type PermissionsByType = Readonly<Record<string, readonly Permission[]>>;

/** To be filled in by whoever makes the role. */
export const regionAndAccount = "REGION:ACCOUNT_ID";
