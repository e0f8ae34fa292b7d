const access = "grants are read from all resources that exist (local/access)";

/** Resource types whose creation does nothing here, each with the reason. */
export const noopResourceTypes: Readonly<Record<string, string>> = {
  "aws:apigateway/deployment:Deployment": "the stage publishes its API at once",
  "aws:cloudwatch/dashboard:Dashboard": "no graphs are shown",
  "aws:cloudwatch/logGroup:LogGroup": "log lines are passed to onLog and not stored",
  "aws:iam/role:Role": access,
  "aws:iam/rolePolicy:RolePolicy": access,
  "aws:lambda/permission:Permission": access,
  "aws:sns/topicPolicy:TopicPolicy": access,
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy":
    "only the queue's own redrive policy is enforced",
  "pulumi:index:Stash": "Pulumi's engine stores the value in its state",
};
