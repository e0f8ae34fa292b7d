import { regionAndAccount, type PermissionsByType } from "../permission";

const queues = [`sqs:${regionAndAccount}:{name}-*`];
const queueType = "aws:sqs/queue:Queue";

/** Where orders, messages and secrets are kept. */
export const dataPermissions: PermissionsByType = {
  "aws:dynamodb/table:Table": [
    {
      arns: [`dynamodb:${regionAndAccount}:table/{name}-*`],
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
      arns: [`kms:${regionAndAccount}:key/*`],
      condition: { StringEquals: { "kms:RequestAlias": "alias/aws/dynamodb" } },
      read: ["kms:DescribeKey"],
    },
  ],
  [queueType]: [
    {
      arns: queues,
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
      arns: queues,
      namesOf: queueType,
      read: ["sqs:GetQueueAttributes"],
      write: ["sqs:SetQueueAttributes"],
    },
  ],
  "aws:ssm/parameter:Parameter": [
    {
      arns: [`ssm:${regionAndAccount}:parameter/{name}-*`],
      read: ["ssm:GetParameter", "ssm:ListTagsForResource"],
      write: [
        "ssm:AddTagsToResource",
        "ssm:DeleteParameter",
        "ssm:PutParameter",
        "ssm:RemoveTagsFromResource",
      ],
    },
    { arns: ["*"], read: ["ssm:DescribeParameters"] },
  ],
};
