export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Actions that a deployment role needs for the declared resources of one type. */
export interface Permission {
  /**
   * ARN patterns without the prefix `arn:aws:`. {name} is replaced by the logical name of each declared
   * resource, to which Pulumi appends a random suffix; STACK is the name of the stack.
   */
  readonly arns: readonly string[];
  /** The type whose resources give {name}, if not this type. */
  readonly namesOf?: string;
  readonly condition?: Condition;
  /** Actions to read the resource. */
  readonly read?: readonly string[];
  /** Actions to create, update and delete the resource. */
  readonly write?: readonly string[];
}

/** By resource type. */
export type PermissionsByType = Readonly<Record<string, readonly Permission[]>>;

/** Placeholders, filled in by the command of docs/deploy-policy.md. */
export const regionAndAccount = "REGION:ACCOUNT_ID";
