/**
 * The properties of each supported type whose change replaces the resource. The declarations of
 * `@pulumi/aws` do not say so for these types; the source is AWS's own reference, where each property says
 * "Update requires: Replacement" (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference), by the
 * names that Pulumi gives them. A type that is missing here is refused.
 */
export const replacements: Readonly<Record<string, readonly string[]>> = {
  // AWS::ApiGateway::Deployment, ::RestApi, ::Stage; a deployment is a snapshot, made again by its triggers.
  "aws:apigateway/deployment:Deployment": ["restApi", "triggers"],
  "aws:apigateway/methodSettings:MethodSettings": ["restApi", "stageName", "methodPath"],
  "aws:apigateway/restApi:RestApi": [],
  "aws:apigateway/stage:Stage": ["restApi", "stageName"],
  // AWS::CloudWatch::Alarm, ::Dashboard; AWS::Logs::LogGroup; AWS::Events::Rule
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/eventRule:EventRule": ["name", "eventBusName"],
  "aws:cloudwatch/eventTarget:EventTarget": ["rule", "targetId", "eventBusName"],
  "aws:cloudwatch/logGroup:LogGroup": ["name"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  // AWS::DynamoDB::Table: TableName; a changed key schema needs a new table.
  "aws:dynamodb/table:Table": ["name", "hashKey", "rangeKey"],
  // AWS::IAM::Role, ::RolePolicy
  "aws:iam/role:Role": ["name", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "role"],
  // AWS::Lambda::EventSourceMapping, ::Function, ::Permission: every property of a permission
  "aws:lambda/eventSourceMapping:EventSourceMapping": ["eventSourceArn", "startingPosition"],
  "aws:lambda/function:Function": ["name", "packageType"],
  "aws:lambda/permission:Permission": [
    "action",
    "function",
    "principal",
    "sourceAccount",
    "sourceArn",
    "statementId",
  ],
  // AWS::SNS::Subscription, ::Topic, ::TopicPolicy
  "aws:sns/topic:Topic": ["name", "fifoTopic"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn"],
  "aws:sns/topicSubscription:TopicSubscription": ["endpoint", "protocol", "topic"],
  // AWS::SQS::Queue
  "aws:sqs/queue:Queue": ["name", "fifoQueue"],
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ["queueUrl"],
  // AWS::SSM::Parameter
  "aws:ssm/parameter:Parameter": ["name"],
};
