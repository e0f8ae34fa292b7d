import { type PermissionsByType, regionAndAccount } from "../permission";

const topics = [`sns:${regionAndAccount}:{name}-*`];
const topicType = "aws:sns/topic:Topic";

/** For topics, logs, alarms and the dashboard. */
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
    // DescribeAlarms supports no narrower resource than all alarms.
    { arns: [`cloudwatch:${regionAndAccount}:alarm:*`], read: ["cloudwatch:DescribeAlarms"] },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    // Pulumi appends no suffix to dashboard names; infra/dashboard.ts names the dashboard.
    {
      arns: ["cloudwatch::ACCOUNT_ID:dashboard/PROJECT-STACK-*"],
      read: ["cloudwatch:GetDashboard"],
      write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    },
  ],
};
