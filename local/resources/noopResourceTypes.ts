const read = "all that grants access is read before anything is made (local/access)";

/** Types that need nothing locally, each with its reason. */
export const noopResourceTypes: Readonly<Record<string, string>> = {
  "aws:apigateway/deployment:Deployment": "the stage publishes its API at once",
  "aws:cloudwatch/dashboard:Dashboard": "there are no graphs to look at",
  "aws:cloudwatch/logGroup:LogGroup":
    "logs go to whoever started the cloud, and are kept by nobody",
  "aws:iam/role:Role": read,
  "aws:iam/rolePolicy:RolePolicy": read,
  "aws:lambda/permission:Permission": read,
  "aws:sns/topicPolicy:TopicPolicy": read,
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "redrive goes where the queue's own policy says",
};
