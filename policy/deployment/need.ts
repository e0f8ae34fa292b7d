export type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What whoever deploys must be allowed for the declared resources of one type. */
export interface Need {
  /**
   * ARNs, less `arn:aws:`. {name} stands for the logical name of each declared resource, to which
   * Pulumi adds a suffix of its own when it names the real one; STACK for the stack's.
   */
  readonly on: readonly string[];
  /** Whose names stand in for {name}, where not this type's own. */
  readonly of?: string;
  readonly under?: Conditions;
  /** To find out how it is. */
  readonly read?: readonly string[];
  /** To make, change and delete it. */
  readonly write?: readonly string[];
}

/** By the type of a resource. */
export type Needs = Readonly<Record<string, readonly Need[]>>;

/** To be filled in by whoever makes the role. */
export const account = "REGION:ACCOUNT_ID";
