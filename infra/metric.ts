import type * as pulumi from "@pulumi/pulumi";

/** A CloudWatch metric. Components expose these for alarms and graphs. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}
