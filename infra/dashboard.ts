import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MonitoringArgs } from "./alarmDefinition";
import { alarmStates, graph, layOut, latestLogLines, type Line, type Widget } from "./widgets";

export interface DashboardArgs extends MonitoringArgs {
  /** ARNs of the alarms. */
  readonly alarms: readonly pulumi.Input<string>[];
}

const minute = 60;
const hour = 60 * minute;

const lagGraph = ({ processOrders }: DashboardArgs): Widget => {
  const each = [
    ["LagFromPlaced", "placed"],
    ["LagFromQueued", "queued"],
  ] as const;
  const lines = each.flatMap(([name, since]) =>
    ["p50", "p99"].map((statistic): Line => {
      const metric = processOrders.customMetric(name);
      return { metric, statistic, label: `${statistic} since it was ${since}` };
    }),
  );
  return graph("How long until an order is acknowledged (seconds)", 5 * minute, lines);
};

const ordersGraph = ({ processOrders, pollOrders, receiveWebhook }: DashboardArgs): Widget =>
  graph("Orders per hour", hour, [
    { metric: processOrders.customMetric("OrdersReplicated"), label: "replicated" },
    { metric: processOrders.customMetric("OrdersAcknowledged"), label: "acknowledged" },
    { metric: processOrders.customMetric("OrdersParked"), label: "given up" },
    { metric: receiveWebhook.customMetric("WebhooksAccepted"), label: "announced by webhook" },
    { metric: pollOrders.customMetric("OrdersQueued"), label: "found by poll" },
  ]);

const quotaGraph = ({ processOrders, pollOrders }: DashboardArgs): Widget =>
  graph("What is left of BigCommerce's quota (%)", 5 * minute, [
    {
      metric: processOrders.customMetric("QuotaLeft"),
      statistic: "Minimum",
      label: "process-orders",
    },
    { metric: pollOrders.customMetric("QuotaLeft"), statistic: "Minimum", label: "poll-orders" },
  ]);

const queueGraph = ({ queue }: DashboardArgs): Widget => {
  const visible = queue.metric("ApproximateNumberOfMessagesVisible");
  const oldest = queue.metric("ApproximateAgeOfOldestMessage");
  return graph("Orders queue", minute, [
    { metric: visible, statistic: "Maximum", label: "messages" },
    { metric: oldest, statistic: "Maximum", label: "age of the oldest (s)", onRightAxis: true },
  ]);
};

const deadLettersGraph = ({ queue }: DashboardArgs): Widget => {
  const metric = queue.deadLetterMetric("ApproximateNumberOfMessagesVisible");
  return graph("Dead letters", minute, [{ metric, statistic: "Maximum", label: "messages" }]);
};

const pollsGraph = ({ pollOrders, intervalMinutes }: DashboardArgs): Widget =>
  graph("Polls per interval", intervalMinutes * minute, [
    { metric: pollOrders.customMetric("PollsSucceeded"), label: "succeeded" },
    { metric: pollOrders.metric("Errors"), label: "failed" },
  ]);

const webhooksGraph = ({ receiveWebhook, endpoint }: DashboardArgs): Widget =>
  graph("Webhooks", 5 * minute, [
    { metric: receiveWebhook.customMetric("WebhooksAccepted"), label: "accepted" },
    { metric: receiveWebhook.customMetric("WebhooksUnauthentic"), label: "not authentic" },
    { metric: endpoint.metric("5XXError"), label: "answered with an error" },
  ]);

const perFunctionGraph = (
  args: DashboardArgs,
  title: string,
  name: "Errors" | "Throttles" | "Duration",
  statistic: string,
): Widget => {
  const functions = [args.pollOrders, args.receiveWebhook, args.processOrders];
  const lines = functions.map((each) => ({
    metric: each.metric(name),
    statistic,
    label: each.logicalName,
  }));
  return graph(title, 5 * minute, lines);
};

/** Rows of at most three, the most asked for first. */
const widgetRows = (args: DashboardArgs): readonly (readonly Widget[])[] => [
  [alarmStates("Alarms", args.alarms)],
  [lagGraph(args), ordersGraph(args), quotaGraph(args)],
  [queueGraph(args), deadLettersGraph(args), pollsGraph(args)],
  [
    latestLogLines("Last polls", args.pollOrders.logGroupName, {
      event: "poll.ended",
      fields: ["outcome", "queued"],
    }),
    webhooksGraph(args),
  ],
  [
    perFunctionGraph(args, "Errors of the functions", "Errors", "Sum"),
    perFunctionGraph(args, "Held back by Lambda", "Throttles", "Sum"),
    perFunctionGraph(args, "Longest run (ms)", "Duration", "Maximum"),
  ],
];

/**
 * Everything about one stack at a glance; answers with its address. AWS has no dashboard without a
 * name, nor does Pulumi make one up for it: the queue's, which it did make up, keeps this one apart.
 */
export const dashboard = (
  name: string,
  args: DashboardArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> => {
  const { region } = aws.getRegionOutput();
  const { dashboardName } = new aws.cloudwatch.Dashboard(
    name,
    {
      dashboardName: pulumi.interpolate`${pulumi.getProject()}-${pulumi.getStack()}-${args.queue.queue.name}`,
      dashboardBody: pulumi.jsonStringify({ widgets: layOut(widgetRows(args), region) }),
    },
    opts,
  );
  return pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
};
