import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "./alarm";
import type { AlarmDefinitions, MonitoringArgs } from "./alarmDefinition";
import { dashboard } from "./dashboard";
import { functionAlarms } from "./functionAlarms";
import { queueAlarms } from "./queueAlarms";

/** Nobody would be told of webhooks that are refused before they reach the function. */
const endpointAlarms = ({ endpoint }: MonitoringArgs): AlarmDefinitions => ({
  "webhooks-unanswered": {
    metric: endpoint.metric("5XXError"),
    statistic: "Sum",
    periodSeconds: 5 * 60,
    threshold: { above: 0 },
    description:
      "Webhooks were answered with an error of this service. BigCommerce sends them again, and in the end gives the hook up.",
    runbook: "webhooks-unanswered",
  },
});

/**
 * What people see of the service besides the alerts that the functions send themselves: alarms for
 * what no function can tell because it did not run, died, or could not send, and one dashboard.
 */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardUrl: pulumi.Output<string>;

  constructor(
    name: string,
    private readonly args: MonitoringArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("order-replication:infra:Watch", name, {}, opts);
    const alarms = { ...queueAlarms(args), ...functionAlarms(args), ...endpointAlarms(args) };
    const declared = Object.entries(alarms).map(([each, plan]) => this.alarm(each, plan));
    const arns = declared.map(({ arn }) => arn);
    this.dashboardUrl = dashboard(name, { ...args, alarms: arns }, { parent: this });
    this.registerOutputs({ dashboardUrl: this.dashboardUrl });
  }

  private alarm(
    name: string,
    { description, runbook, notifiesDeadLetters, ...plan }: AlarmDefinitions[string],
  ): aws.cloudwatch.MetricAlarm {
    const { deadLetters, applicationErrors, runbooksUrl } = this.args;
    const notify = notifiesDeadLetters ? deadLetters : applicationErrors;
    const link = `Runbook: ${runbooksUrl}/${runbook}.md`;
    return alarm(
      name,
      { ...plan, notify, description: `${description} ${link}` },
      { parent: this },
    );
  }
}
