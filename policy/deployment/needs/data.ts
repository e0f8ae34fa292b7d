import { account, type Needs } from "../need";

const queues = [`sqs:${account}:{name}-*`];
const queueType = "aws:sqs/queue:Queue";

/** Where orders, messages and secrets are kept. */
export const dataNeeds: Needs = {
  "aws:dynamodb/table:Table": [
    {
      on: [`dynamodb:${account}:table/{name}-*`],
      read: [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
      ],
      write: [
        "dynamodb:CreateTable",
        "dynamodb:DeleteTable",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateTimeToLive",
      ],
    },
    // The provider asks which key AWS encrypts tables with; unanswered, it sees a change in each table.
    {
      on: [`kms:${account}:key/*`],
      under: { StringEquals: { "kms:RequestAlias": "alias/aws/dynamodb" } },
      read: ["kms:DescribeKey"],
    },
  ],
  [queueType]: [
    {
      on: queues,
      read: ["sqs:GetQueueAttributes", "sqs:ListQueueTags"],
      write: [
        "sqs:CreateQueue",
        "sqs:DeleteQueue",
        "sqs:SetQueueAttributes",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
    },
  ],
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": [
    {
      on: queues,
      of: queueType,
      read: ["sqs:GetQueueAttributes"],
      write: ["sqs:SetQueueAttributes"],
    },
  ],
  "aws:ssm/parameter:Parameter": [
    {
      on: [`ssm:${account}:parameter/{name}-*`],
      read: ["ssm:GetParameter", "ssm:ListTagsForResource"],
      write: [
        "ssm:AddTagsToResource",
        "ssm:DeleteParameter",
        "ssm:PutParameter",
        "ssm:RemoveTagsFromResource",
      ],
    },
    { on: ["*"], read: ["ssm:DescribeParameters"] },
  ],
};
