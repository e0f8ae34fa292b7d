import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Permission } from "./permission";
import { type ConsumerArgs, StreamConsumer } from "./streamConsumer";

export interface RecordTableArgs {
  /** Hash key first, then the range key if there is one: "N" for a number, "S" for text. */
  readonly key: Readonly<Record<string, "N" | "S">>;
  /** Whether changes are streamed, with the item before and after. */
  readonly isStreamed?: boolean;
  /** Whether DynamoDB removes items once their `expiresAt` (epoch seconds) has passed. */
  readonly hasExpiry?: boolean;
  /** Whether AWS refuses to delete the table. */
  readonly isProtected: boolean;
}

/** A table that costs nothing while idle and can be put back to any second of the last 35 days. */
export class RecordTable extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: RecordTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:RecordTable", name, {}, opts);
    const [hashKey, rangeKey] = Object.keys(args.key);
    this.table = new aws.dynamodb.Table(
      name,
      {
        billingMode: "PAY_PER_REQUEST",
        hashKey,
        rangeKey,
        attributes: Object.entries(args.key).map(([key, type]) => ({ name: key, type })),
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: args.isProtected,
        ...(args.isStreamed && { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" }),
        ...(args.hasExpiry && { ttl: { attributeName: "expiresAt", enabled: true } }),
      },
      { parent: this },
    );
    this.name = this.table.name;
    this.registerOutputs({ name: this.name });
  }

  allow(
    ...actions: readonly ("BatchGetItem" | "GetItem" | "PutItem" | "UpdateItem")[]
  ): Permission {
    return { actions: actions.map((action) => `dynamodb:${action}`), resource: this.table.arn };
  }

  /** Calls a function with what changes in the table, item by item before and after. */
  onEvent(name: string, args: ConsumerArgs): StreamConsumer {
    return new StreamConsumer(name, this.table, args, { parent: this });
  }
}
