import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Permission } from "./permission";
import { type ConsumerArgs, StreamConsumer } from "./streamConsumer";

export interface RecordTableArgs {
  /** Partition key, then the sort key if there is one: "N" for numbers, "S" for strings. */
  readonly key: Readonly<Record<string, "N" | "S">>;
  /** Whether the table has a stream, with old and new images. */
  readonly isStreamed?: boolean;
  /** Whether items expire: the TTL attribute is `expiresAt`, in epoch seconds. */
  readonly hasExpiry?: boolean;
  /**
   * Whether AWS and Pulumi refuse to delete the table. Pulumi refuses at preview; AWS alone refuses after
   * Pulumi has created a replacement, an empty table, and pointed the functions to it.
   */
  readonly isProtected: boolean;
}

type TableAction = "BatchGetItem" | "GetItem" | "Query" | "PutItem" | "UpdateItem" | "DeleteItem";

/** An encrypted on-demand table that can be restored to any second of the last 35 days. */
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
      { parent: this, protect: args.isProtected },
    );
    this.name = this.table.name;
    this.registerOutputs({ name: this.name });
  }

  allow(...actions: readonly TableAction[]): Permission {
    return { actions: actions.map((action) => `dynamodb:${action}`), resource: this.table.arn };
  }

  /** Invokes a function with the table's changes, as old and new images. */
  onEvent(name: string, args: ConsumerArgs): StreamConsumer {
    return new StreamConsumer(name, this.table, args, { parent: this });
  }
}
