/** Types that need nothing locally, each with its reason. */
export const nothingToRun: Readonly<Record<string, string>> = {
  "aws:apigateway/deployment:Deployment": "the stage publishes its API at once",
  "aws:cloudwatch/dashboard:Dashboard": "there are no graphs to look at",
  "aws:cloudwatch/logGroup:LogGroup":
    "logs go to whoever started the cloud, and are kept by nobody",
  "aws:iam/policy:Policy": "roles are not enforced yet",
  "aws:iam/role:Role": "roles are not enforced yet",
  "aws:iam/rolePolicy:RolePolicy": "roles are not enforced yet",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "roles are not enforced yet",
  "aws:lambda/permission:Permission": "only declared routes, rules and mappings invoke functions",
  "aws:sns/topicPolicy:TopicPolicy": "only declared functions and alarms publish",
  "aws:sqs/queuePolicy:QueuePolicy": "only declared functions and mappings use queues",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "redrive goes where the queue's own policy says",
};
