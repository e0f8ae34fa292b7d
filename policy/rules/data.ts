import { expect, isUnknown, isWholeNumber, propertyAt, type ResourceRule, ruleFor } from "../rule";

const tables = ["aws:dynamodb/table:Table"];

/** URNs start with the stack: urn:pulumi:prod::order-replication::… */
const isProd = (urn: string): boolean => urn.startsWith("urn:pulumi:prod::");

const tablesAreEncrypted = ruleFor(tables, {
  name: "tables-are-encrypted",
  description:
    "Orders contain personal data; CloudTrail logs the use of the AWS managed key, but not of the default AWS owned key.",
  check: (resource) => {
    const encryption = propertyAt(resource, "serverSideEncryption.enabled");
    return expect(encryption === true, "server-side encryption", encryption);
  },
});

const tablesCanBeRestored = ruleFor(tables, {
  name: "tables-can-be-restored",
  description: "Rows overwritten by mistake can be restored for 35 days.",
  check: (resource) => {
    const recovery = propertyAt(resource, "pointInTimeRecovery.enabled");
    return expect(recovery === true, "point-in-time recovery", recovery);
  },
});

const tablesAreProtected = ruleFor(tables, {
  name: "tables-are-protected",
  description: "No change of the program deletes a table of prod.",
  check: ({ urn, props: { deletionProtectionEnabled } }) =>
    expect(
      !isProd(urn) || deletionProtectionEnabled === true,
      "deletion protection in prod",
      deletionProtectionEnabled,
    ),
});

const queuesAreEncrypted = ruleFor(["aws:sqs/queue:Queue"], {
  name: "queues-are-encrypted",
  description: "Encryption at rest with SQS managed keys is free and needs no further permissions.",
  check: ({ props: { sqsManagedSseEnabled } }) =>
    expect(sqsManagedSseEnabled === true, "SQS managed encryption", sqsManagedSseEnabled),
});

const alarmsCanPublish = ruleFor(["aws:sns/topic:Topic"], {
  name: "alarms-can-publish",
  description:
    "CloudWatch alarms cannot use the key alias/aws/sns: their notifications fail silently.",
  check: ({ props: { kmsMasterKeyId } }) =>
    expect(
      !isUnknown(kmsMasterKeyId) && !/(^|\/)alias\/aws\/sns$/.test(String(kmsMasterKeyId)),
      "a key that alarms can use, or none",
      kmsMasterKeyId,
    ),
});

const parametersAreEncrypted = ruleFor(["aws:ssm/parameter:Parameter"], {
  name: "parameters-are-encrypted",
  description: "In this program every parameter holds a secret.",
  check: ({ props: { type } }) => expect(type === "SecureString", "SecureString", type),
});

const logsExpire = ruleFor(["aws:cloudwatch/logGroup:LogGroup"], {
  name: "logs-expire",
  description: "Logs without a retention are stored, billed and at risk for ever.",
  check: ({ props: { retentionInDays: days } }) =>
    expect(isWholeNumber(days) && days > 0, "a retention in days", days),
});

export const dataRules: readonly ResourceRule[] = [
  tablesAreEncrypted,
  tablesCanBeRestored,
  tablesAreProtected,
  queuesAreEncrypted,
  alarmsCanPublish,
  parametersAreEncrypted,
  logsExpire,
];
