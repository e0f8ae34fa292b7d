import { at, expect, isWholeNumber, type ResourceRule, ruleFor } from "../rule";

const tables = ["aws:dynamodb/table:Table"];

/** A URN says which stack: urn:pulumi:prod::order-replication::… */
const isOfProduction = (urn: string): boolean => urn.startsWith("urn:pulumi:prod::");

const tablesAreEncrypted = ruleFor(tables, {
  name: "tables-are-encrypted",
  description:
    "Orders hold personal data; this key's use shows in CloudTrail, the usual one's does not.",
  check: (resource) => {
    const encryption = at(resource, "serverSideEncryption.enabled");
    return expect(encryption === true, "server-side encryption", encryption);
  },
});

const tablesCanBeRestored = ruleFor(tables, {
  name: "tables-can-be-restored",
  description: "What was overwritten by mistake can be had back for 35 days.",
  check: (resource) => {
    const recovery = at(resource, "pointInTimeRecovery.enabled");
    return expect(recovery === true, "point-in-time recovery", recovery);
  },
});

const tablesAreProtected = ruleFor(tables, {
  name: "tables-are-protected",
  description: "No change of the program deletes a table of production.",
  check: ({ urn, props: { deletionProtectionEnabled } }) =>
    expect(
      !isOfProduction(urn) || deletionProtectionEnabled === true,
      "deletion protection in prod",
      deletionProtectionEnabled,
    ),
});

const queuesAreEncrypted = ruleFor(["aws:sqs/queue:Queue"], {
  name: "queues-are-encrypted",
  description: "Encryption at rest by SQS itself costs nothing and asks for no further permission.",
  check: ({ props: { sqsManagedSseEnabled } }) =>
    expect(sqsManagedSseEnabled === true, "encryption by SQS", sqsManagedSseEnabled),
});

const topicsCanBeAlarmed = ruleFor(["aws:sns/topic:Topic"], {
  name: "topics-can-be-alarmed",
  description: "Alarms cannot use the key alias/aws/sns: they would fail without a word.",
  check: ({ props: { kmsMasterKeyId } }) =>
    expect(
      !/(^|\/)alias\/aws\/sns$/.test(String(kmsMasterKeyId)),
      "a key that alarms can use, or none",
      kmsMasterKeyId,
    ),
});

const parametersAreEncrypted = ruleFor(["aws:ssm/parameter:Parameter"], {
  name: "parameters-are-encrypted",
  description: "Parameters hold secrets here and nothing else.",
  check: ({ props: { type } }) => expect(type === "SecureString", "SecureString", type),
});

const logsExpire = ruleFor(["aws:cloudwatch/logGroup:LogGroup"], {
  name: "logs-expire",
  description: "Logs that nobody deletes are paid for and can leak for ever.",
  check: ({ props: { retentionInDays: days } }) =>
    expect(isWholeNumber(days) && days > 0, "a retention in days", days),
});

export const dataRules: readonly ResourceRule[] = [
  tablesAreEncrypted,
  tablesCanBeRestored,
  tablesAreProtected,
  queuesAreEncrypted,
  topicsCanBeAlarmed,
  parametersAreEncrypted,
  logsExpire,
];
