import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Lambda, type LambdaArgs } from "./lambda";
import type { Permission } from "./permission";

type MappingOptions = Omit<aws.dynamodb.TableEventSubscriptionArgs, "startingPosition">;

export interface ConsumerArgs
  extends Pick<LambdaArgs, "entry" | "limits">, Partial<Omit<LambdaArgs, "entry" | "limits">> {
  /** Which changes Lambda hands over, how many at once, and where it puts those that always fail. */
  readonly mappingOptions?: MappingOptions;
}

/** What Lambda does as the function's role, or it refuses the mapping. */
const readStream = (stream: pulumi.Input<string>): Permission => ({
  actions: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
    (action) => `dynamodb:${action}`,
  ),
  resource: stream,
});

/** A function that gets each change of a table, which is somebody else's business to act on. */
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
        // The latest alone may miss what changes while Lambda sets the mapping up.
        startingPosition: "TRIM_HORIZON",
        // One change that fails shall not hold up those before it.
        bisectBatchOnFunctionError: true,
        ...mappingOptions,
      },
      parent,
    );
    this.registerOutputs({ name: this.consumer.name });
  }
}
