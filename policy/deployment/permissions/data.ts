import { type PermissionsByType, regionAndAccount } from "../permission";

const queues = [`sqs:${regionAndAccount}:{name}-*`];
const queueType = "aws:sqs/queue:Queue";

/** For the tables, queues and parameters. */
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
    // The provider looks up the key that AWS encrypts tables with; denied, it reports drift in each table.
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
