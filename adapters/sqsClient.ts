import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientConfig } from "./awsClientConfig";

/** A queue's URL names the queue, not SQS's endpoint, which comes from the environment. */
export const sqsClient = (): SQSClient =>
  new SQSClient({ ...awsClientConfig, useQueueUrlAsEndpoint: false });
