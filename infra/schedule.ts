import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { invokeOnly } from "./invokeOnly";
import type { Lambda } from "./lambda";

export interface ScheduleArgs {
  /** More than one: AWS wants the singular for one. */
  readonly intervalMinutes: number;
  readonly target: Lambda;
}

/** Runs a function at regular intervals; Lambda itself repeats a run that fails, twice. */
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
