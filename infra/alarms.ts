import * as pulumi from "@pulumi/pulumi";
import { alarm } from "./alarm";
import type { AlarmPlans, AlarmsArgs } from "./alarmPlan";
import { functionAlarms } from "./functionAlarms";
import { queueAlarms } from "./queueAlarms";

/** Nobody would be told of webhooks that are refused before they reach the function. */
const endpointAlarms = ({ endpoint }: AlarmsArgs): AlarmPlans => ({
  "webhooks-unanswered": {
    metric: endpoint.metric("5XXError"),
    statistic: "Sum",
    periodSeconds: 5 * 60,
    isBad: { above: 0 },
    says: "Webhooks were answered with an error of this service. BigCommerce sends them again, and in the end gives the hook up.",
    runbook: "webhooks-unanswered",
  },
});

/**
 * The second line behind the alerts that the functions send themselves: for what no function can tell
 * because it did not run, died, or could not send.
 */
export class Alarms extends pulumi.ComponentResource {
  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:Alarms", name, {}, opts);
    const plans = { ...queueAlarms(args), ...functionAlarms(args), ...endpointAlarms(args) };
    for (const [each, { says, runbook, isOfDeadLetters, ...plan }] of Object.entries(plans)) {
      const tells = isOfDeadLetters ? args.deadLetters : args.applicationErrors;
      const link = `Runbook: ${args.runbooksUrl}/${runbook}.md`;
      alarm(each, { ...plan, tells, says: `${says} ${link}` }, { parent: this });
    }
    this.registerOutputs({});
  }
}
