import type { AwsResponse, AwsService } from "./awsService";
import type { MailboxService } from "./mailbox";
import type { MessagingEmulator } from "./messagingEmulator";
import { queryError } from "./queryResponse";

export interface Topics extends AwsService {
  readonly create: (name: string) => Promise<void>;
  readonly delete: (topicArn: string) => Promise<void>;
  /** Confirmed at once, since nobody confirms subscriptions of the embedded cloud. */
  readonly subscribeEmail: (topicArn: string, address: string) => Promise<void>;
  readonly unsubscribeEmail: (topicArn: string, address: string) => Promise<void>;
  /** Undefined where the address is not subscribed. */
  readonly subscriptionArn: (topicArn: string, address: string) => string | undefined;
  readonly publish: (topicArn: string, subject: string, message: string) => Promise<void>;
}

interface TopicsOptions {
  readonly emulator: MessagingEmulator;
  readonly mailbox: MailboxService;
}

const namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

/** By operation, the action that a policy must allow on the topic. */
const permissionByOperation: Readonly<Record<string, string>> = {
  GetTopicAttributes: "sns:GetTopicAttributes",
  Publish: "sns:Publish",
  PublishBatch: "sns:Publish",
};

/** AWS rejects other subjects; fauxqs accepts them. */
const isValidSubject = (subject: string): boolean =>
  subject.length <= 100 && /^[\x20-\x7e]*$/.test(subject) && !subject.startsWith(" ");

/** Amazon SNS: fauxqs, and a mailbox for its e-mails. */
export const topicService = ({ emulator, mailbox }: TopicsOptions): Topics => {
  /** By topic, the ARN of each address's subscription. */
  const subscriptions = new Map<string, Map<string, string>>();
  const send = (body: string): Promise<AwsResponse> =>
    emulator.send({ headers: { "content-type": "application/x-www-form-urlencoded" }, body });
  const query = (fields: Readonly<Record<string, string>>): string =>
    new URLSearchParams({ ...fields, Version: "2010-03-31" }).toString();

  const deliver = (topicArn: string, subject: string, body: string): void => {
    const at = new Date().toISOString();
    const defaultSubject = "AWS Notification Message";
    for (const to of subscriptions.get(topicArn)?.keys() ?? []) {
      mailbox.deliver({ to, subject: subject || defaultSubject, body, topicArn, at });
    }
  };
  const execute = async (body: string): Promise<AwsResponse> => {
    const form = new URLSearchParams(body);
    const field = (name: string): string => form.get(name) ?? "";
    if (field("Action") !== "Publish") return send(body);
    if (!isValidSubject(field("Subject"))) {
      return queryError(namespace, 400, {
        code: "InvalidParameter",
        message: "Invalid parameter: Subject",
      });
    }
    const response = await send(body);
    if (response.status === 200) deliver(field("TopicArn"), field("Subject"), field("Message"));
    return response;
  };
  const executeOrThrow = async (body: string): Promise<string> => {
    const response = await execute(body);
    if (response.status !== 200) throw new Error(`The call to SNS failed: ${response.body}`);
    return response.body;
  };

  return {
    create: async (name) => {
      await executeOrThrow(query({ Action: "CreateTopic", Name: name }));
    },
    delete: async (TopicArn) => {
      await executeOrThrow(query({ Action: "DeleteTopic", TopicArn }));
      subscriptions.delete(TopicArn);
    },
    subscribeEmail: async (TopicArn, Endpoint) => {
      const subscription = { Protocol: "email", TopicArn, Endpoint };
      const response = await executeOrThrow(query({ Action: "Subscribe", ...subscription }));
      // fauxqs takes the ARN of a pending subscription for its token.
      const [, Token = ""] = /<SubscriptionArn>(.*?)</.exec(response) ?? [];
      await executeOrThrow(query({ Action: "ConfirmSubscription", TopicArn, Token }));
      const ofTopic = subscriptions.get(TopicArn) ?? new Map<string, string>();
      subscriptions.set(TopicArn, ofTopic.set(Endpoint, Token));
    },
    unsubscribeEmail: async (topicArn, address) => {
      const SubscriptionArn = subscriptions.get(topicArn)?.get(address) ?? "";
      await executeOrThrow(query({ Action: "Unsubscribe", SubscriptionArn }));
      subscriptions.get(topicArn)?.delete(address);
    },
    subscriptionArn: (topicArn, address) => subscriptions.get(topicArn)?.get(address),
    publish: async (TopicArn, Subject, Message) => {
      await executeOrThrow(query({ Action: "Publish", TopicArn, Subject, Message }));
    },
    accessDenied: (reason) =>
      queryError(namespace, 403, { code: "AuthorizationError", message: reason }),
    requiredPermissions: ({ action, body }) => {
      const resource = new URLSearchParams(body).get("TopicArn");
      const permission = permissionByOperation[action];
      if (permission === undefined || resource === null) return undefined;
      return [{ action: permission, resource }];
    },
    handle: ({ body }) => execute(body),
  };
};
