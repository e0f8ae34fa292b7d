import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "./alarm";
import type { AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";
import { dashboard } from "./dashboard";
import { functionAlarms } from "./functionAlarms";
import { queueAlarms } from "./queueAlarms";
import { subscriptionAlarms } from "./subscriptionAlarms";

/** Covers webhooks that fail before they reach the function, which cannot send an alert then. */
const endpointAlarms = ({ endpoint }: MonitoringArgs): AlarmDefinitions => ({
  "webhooks-unanswered": {
    metric: endpoint.metric("5XXError"),
    statistic: "Sum",
    periodSeconds: 5 * 60,
    threshold: { above: 0 },
    description:
      "Webhooks got a 5xx response. BigCommerce retries them and finally deactivates the webhook.",
    runbook: "webhooks-unanswered",
  },
});

/**
 * Alarms and a dashboard. Functions send their own alerts; the alarms cover functions that did not run,
 * crashed, or failed to send an alert.
 */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardUrl: pulumi.Output<string>;

  constructor(
    name: string,
    private readonly args: MonitoringArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("order-replication:infra:Watch", name, {}, opts);
    const alarms = {
      ...queueAlarms(args),
      ...functionAlarms(args),
      ...endpointAlarms(args),
      ...subscriptionAlarms(args),
    };
    const declared = Object.entries(alarms).map(([key, definition]) => this.alarm(key, definition));
    const arns = declared.map(({ arn }) => arn);
    this.dashboardUrl = dashboard(name, { ...args, alarms: arns }, { parent: this });
    this.registerOutputs({ dashboardUrl: this.dashboardUrl });
  }

  private alarm(
    name: string,
    { description, runbook, notifiesDeadLetters, ...definition }: AlarmDefinitions[string],
  ): aws.cloudwatch.MetricAlarm {
    const { deadLetters, applicationErrors, runbooksUrl } = this.args;
    const notify = notifiesDeadLetters ? deadLetters : applicationErrors;
    const link = `Runbook: ${runbooksUrl}/${runbook}.md`;
    return alarm(
      name,
      { ...definition, notify, description: `${description} ${link}` },
      { parent: this },
    );
  }
}
