import { account, type Needs } from "../need";

const topics = [`sns:${account}:{name}-*`];
const topicType = "aws:sns/topic:Topic";

/** What tells people, and what they look at. */
export const sightNeeds: Needs = {
  [topicType]: [
    {
      on: topics,
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
      on: topics,
      of: topicType,
      read: ["sns:GetTopicAttributes"],
      write: ["sns:SetTopicAttributes"],
    },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    {
      on: topics,
      of: topicType,
      read: ["sns:GetSubscriptionAttributes"],
      write: ["sns:SetSubscriptionAttributes", "sns:Subscribe", "sns:Unsubscribe"],
    },
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      on: [`logs:${account}:log-group:{name}-*`],
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
    { on: [`logs:${account}:log-group:*`], read: ["logs:DescribeLogGroups"] },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      on: [`cloudwatch:${account}:alarm:{name}-*`],
      read: ["cloudwatch:ListTagsForResource"],
      write: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
    },
    // AWS asks for the right to list them all, whichever are asked for.
    { on: [`cloudwatch:${account}:alarm:*`], read: ["cloudwatch:DescribeAlarms"] },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    // Pulumi makes up no names of dashboards; infra/dashboard.ts does.
    {
      on: ["cloudwatch::ACCOUNT_ID:dashboard/order-replication-STACK-*"],
      read: ["cloudwatch:GetDashboard"],
      write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    },
  ],
};
