import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Lambda, type LambdaArgs } from "./lambda";
import type { Permission } from "./permission";

type MappingOptions = Omit<aws.dynamodb.TableEventSubscriptionArgs, "startingPosition">;

export interface ConsumerArgs
  extends Pick<LambdaArgs, "entry" | "limits">, Partial<Omit<LambdaArgs, "entry" | "limits">> {
  /** Filter, batch size, retries and the destination of records that keep failing. */
  readonly mappingOptions?: MappingOptions;
}

/** Lambda reads the stream with the function's role, and rejects the mapping without these. */
const readStream = (stream: pulumi.Input<string>): Permission => ({
  actions: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
    (action) => `dynamodb:${action}`,
  ),
  resource: stream,
});

/** A function that is invoked with the changes of a table. */
export class StreamConsumer extends pulumi.ComponentResource {
  readonly consumer: Lambda;

  constructor(
    name: string,
    table: aws.dynamodb.Table,
    {
      entry,
      limits,
      bindings = [],
      environment = {},
      permissions = [],
      mappingOptions,
    }: ConsumerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("order-replication:infra:StreamConsumer", name, {}, opts);
    const parent = { parent: this };
    this.consumer = new Lambda(
      name,
      {
        entry,
        limits,
        bindings,
        environment,
        permissions: [...permissions, readStream(table.streamArn)],
      },
      parent,
    );
    new aws.lambda.EventSourceMapping(
      name,
      {
        eventSourceArn: table.streamArn,
        functionName: this.consumer.name,
        // LATEST may miss changes while Lambda sets the mapping up.
        startingPosition: "TRIM_HORIZON",
        // Isolates a record that fails from the others of its batch.
        bisectBatchOnFunctionError: true,
        ...mappingOptions,
      },
      parent,
    );
    this.registerOutputs({ name: this.consumer.name });
  }
}
