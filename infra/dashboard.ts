import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MonitoringArgs } from "./alarmDefinition";
import { version } from "./version";
import { alarmStates, graph, latestLogLines, layOut, type Line, type Widget } from "./widgets";

export interface DashboardArgs extends MonitoringArgs {
  /** ARNs of the alarms. */
  readonly alarms: readonly pulumi.Input<string>[];
}

const minute = 60;
const hour = 60 * minute;

const lagGraph = ({ processOrders }: DashboardArgs): Widget => {
  const metrics = [
    ["LagFromPlaced", "placed"],
    ["LagFromQueued", "queued"],
  ] as const;
  const lines = metrics.flatMap(([name, since]) =>
    ["p50", "p99"].map((statistic): Line => {
      const metric = processOrders.customMetric(name);
      return { metric, statistic, label: `${statistic} since ${since}` };
    }),
  );
  return graph("Time until an order is acknowledged (s)", 5 * minute, lines);
};

const ordersGraph = ({ processOrders, pollOrders, receiveWebhook }: DashboardArgs): Widget =>
  graph("Orders per hour", hour, [
    { metric: processOrders.customMetric("OrdersReplicated"), label: "replicated" },
    { metric: processOrders.customMetric("OrdersAcknowledged"), label: "acknowledged" },
    { metric: processOrders.customMetric("OrdersParked"), label: "dead-lettered" },
    { metric: receiveWebhook.customMetric("WebhooksAccepted"), label: "received by webhook" },
    { metric: pollOrders.customMetric("OrdersQueued"), label: "found by poll" },
  ]);

const quotaGraph = ({ processOrders, pollOrders }: DashboardArgs): Widget =>
  graph("Remaining BigCommerce quota (%)", 5 * minute, [
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
    {
      metric: oldest,
      statistic: "Maximum",
      label: "age of the oldest message (s)",
      onRightAxis: true,
    },
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
    { metric: endpoint.metric("5XXError"), label: "5xx responses" },
  ]);

const subscriptionsGraph = ({ pollOrders, intervalMinutes }: DashboardArgs): Widget => {
  const topics = [
    ["ApplicationErrorsSubscriptions", "application-errors"],
    ["DeadLettersSubscriptions", "dead-letters"],
  ] as const;
  const lines = topics.map(([name, label]): Line => {
    const metric = pollOrders.customMetric(name);
    return { metric, statistic: "Maximum", label };
  });
  return graph("Confirmed subscriptions", intervalMinutes * minute, lines);
};

const perFunctionGraph = (
  args: DashboardArgs,
  title: string,
  name: "Errors" | "Throttles" | "Duration",
  statistic: string,
): Widget => {
  const functions = [args.pollOrders, args.receiveWebhook, args.processOrders];
  const lines = functions.map((lambda) => ({
    metric: lambda.metric(name),
    statistic,
    label: lambda.logicalName,
  }));
  return graph(title, 5 * minute, lines);
};

/** At most three widgets per row, the most important rows first. */
const widgetRows = (args: DashboardArgs): readonly (readonly Widget[])[] => [
  [alarmStates(`Alarms of version ${version}`, args.alarms)],
  [lagGraph(args), ordersGraph(args), quotaGraph(args)],
  [queueGraph(args), deadLettersGraph(args), pollsGraph(args)],
  [
    latestLogLines("Last polls", args.pollOrders.logGroupName, {
      event: "poll.ended",
      fields: ["outcome", "queued"],
    }),
    webhooksGraph(args),
    subscriptionsGraph(args),
  ],
  [
    perFunctionGraph(args, "Function errors", "Errors", "Sum"),
    perFunctionGraph(args, "Throttled invocations", "Throttles", "Sum"),
    perFunctionGraph(args, "Longest duration (ms)", "Duration", "Maximum"),
  ],
];

/**
 * Declares the dashboard of a stack and returns its URL. CloudWatch requires a name, and Pulumi does not
 * autoname dashboards; the autonamed queue's name makes this one unique.
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
