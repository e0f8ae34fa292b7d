import { regionAndAccount, type PermissionsByType } from "../permission";

const topics = [`sns:${regionAndAccount}:{name}-*`];
const topicType = "aws:sns/topic:Topic";

/** What tells people, and what they look at. */
export const monitoringPermissions: PermissionsByType = {
  [topicType]: [
    {
      arns: topics,
      read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
      write: [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:TagResource",
        "sns:UntagResource",
      ],
    },
  ],
  "aws:sns/topicPolicy:TopicPolicy": [
    {
      arns: topics,
      namesOf: topicType,
      read: ["sns:GetTopicAttributes"],
      write: ["sns:SetTopicAttributes"],
    },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    {
      arns: topics,
      namesOf: topicType,
      read: ["sns:GetSubscriptionAttributes"],
      write: ["sns:SetSubscriptionAttributes", "sns:Subscribe", "sns:Unsubscribe"],
    },
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      arns: [`logs:${regionAndAccount}:log-group:{name}-*`],
      read: ["logs:ListTagsForResource"],
      write: [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
    },
    { arns: [`logs:${regionAndAccount}:log-group:*`], read: ["logs:DescribeLogGroups"] },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      arns: [`cloudwatch:${regionAndAccount}:alarm:{name}-*`],
      read: ["cloudwatch:ListTagsForResource"],
      write: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
    },
    // AWS asks for the right to list them all, whichever are asked for.
    { arns: [`cloudwatch:${regionAndAccount}:alarm:*`], read: ["cloudwatch:DescribeAlarms"] },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    // Pulumi makes up no names of dashboards; infra/dashboard.ts does.
    {
      arns: ["cloudwatch::ACCOUNT_ID:dashboard/order-replication-STACK-*"],
      read: ["cloudwatch:GetDashboard"],
      write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    },
  ],
};
