import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { invokeOnly } from "./invokeOnly";
import type { Lambda } from "./lambda";

export interface ScheduleArgs {
  /** More than one: EventBridge requires `rate(1 minute)` for one. */
  readonly intervalMinutes: number;
  readonly target: Lambda;
}

/** Invokes a function at regular intervals; Lambda retries a failed invocation twice. */
export class Schedule extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:Schedule", name, {}, opts);
    aws.cloudwatch.onSchedule(
      name,
      `rate(${args.intervalMinutes} minutes)`,
      args.target.function,
      {},
      { parent: this, transformations: [invokeOnly] },
    );
    this.registerOutputs({});
  }
}
