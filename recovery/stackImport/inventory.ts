/** A function of the stack, and what belongs to it. */
export interface FunctionReading {
  readonly name: string;
  readonly role: string;
  readonly rolePolicies: readonly string[];
  /** Of the function's resource-based policy. */
  readonly statementIds: readonly string[];
  readonly mappings: readonly { readonly uuid: string; readonly sourceArn: string }[];
}

export interface TopicReading {
  readonly arn: string;
  /** Confirmed ones: others have no ARN. */
  readonly subscriptions: readonly {
    readonly arn: string;
    readonly protocol: string;
    readonly endpoint: string;
  }[];
}

export interface ApiReading {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly {
    readonly name: string;
    readonly deploymentId: string;
    // With settings of their own, such as */*
    readonly methodPaths: readonly string[];
  }[];
}

export interface RuleReading {
  readonly name: string;
  readonly targetIds: readonly string[];
}

/** What AWS has of a stack. */
export interface Inventory {
  /** Of resources with the tags of the stack. */
  readonly arns: readonly string[];
  readonly functions: readonly FunctionReading[];
  readonly topics: readonly TopicReading[];
  readonly apis: readonly ApiReading[];
  readonly rules: readonly RuleReading[];
  readonly dashboards: readonly string[];
}
