import type * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./binding";
import { RecordTable } from "./recordTable";
import type { ConsumerArgs, StreamConsumer } from "./streamConsumer";

export interface OrderTablesArgs {
  /** See `RecordTable`. */
  readonly isProtected: boolean;
}

/**
 * The Orders table, and the table of the chunks that its rows point to. No component of its own: the
 * tables of earlier releases have no parent, and a table must never be replaced.
 */
export class OrderTables {
  private readonly orders: RecordTable;
  private readonly chunks: RecordTable;
  /** For functions that look up what was replicated. */
  readonly lookup: Binding;
  /** For consumers that read large orders. */
  readonly readChunks: Binding;
  /** For the function that writes records. */
  readonly write: Binding;

  constructor({ isProtected }: OrderTablesArgs) {
    const chunkKey = { orderId: "N", chunk: "S" } as const;
    this.orders = new RecordTable("orders", { key: { id: "N" }, isStreamed: true, isProtected });
    this.chunks = new RecordTable("order-chunks", { key: chunkKey, isProtected });
    const { orders, chunks } = this;
    this.lookup = {
      environment: { ORDERS_TABLE: orders.name },
      permissions: [orders.allow("BatchGetItem")],
    };
    this.readChunks = {
      environment: { ORDER_CHUNKS_TABLE: chunks.name },
      permissions: [chunks.allow("Query")],
    };
    this.write = {
      environment: { ORDERS_TABLE: orders.name, ORDER_CHUNKS_TABLE: chunks.name },
      permissions: [
        orders.allow("BatchGetItem", "UpdateItem"),
        chunks.allow("Query", "PutItem", "DeleteItem"),
      ],
    };
  }

  /** Of the Orders table. */
  get streamArn(): pulumi.Output<string> {
    return this.orders.table.streamArn;
  }

  /** Invokes a function with the changes of orders, as old and new images. */
  onEvent(name: string, args: ConsumerArgs): StreamConsumer {
    return this.orders.onEvent(name, args);
  }

  get names(): Readonly<Record<"orders" | "orderChunks", pulumi.Output<string>>> {
    return { orders: this.orders.name, orderChunks: this.chunks.name };
  }
}
