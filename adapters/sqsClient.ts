import { SQSClient } from "@aws-sdk/client-sqs";

/** The queue's URL says which queue, not where SQS is: the endpoint comes from the environment. */
export const sqsClient = (): SQSClient => new SQSClient({ useQueueUrlAsEndpoint: false });
