import type * as pulumi from "@pulumi/pulumi";

/** A metric of CloudWatch. Components hand these out; alarms watch them and graphs show them. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** Of whom. */
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}
