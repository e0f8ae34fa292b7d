import * as pulumi from "@pulumi/pulumi";
import type { Metric } from "./metric";

/** A line in a graph. */
export interface Line {
  readonly metric: Metric;
  /** Sum by default. */
  readonly statistic?: string;
  readonly label: string;
  readonly onRightAxis?: boolean;
}

/** A dashboard widget without its position. */
export interface Widget {
  readonly type: "alarm" | "log" | "metric";
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

const columns = 24;

const toMetric = ({ metric, statistic = "Sum", label, onRightAxis }: Line): unknown[] => [
  metric.namespace,
  metric.name,
  ...Object.entries(metric.dimensions).flat(),
  { label, stat: statistic, yAxis: onRightAxis ? "right" : "left" },
];

export const graph = (title: string, period: number, lines: readonly Line[]): Widget => ({
  type: "metric",
  height: 6,
  properties: {
    title,
    period,
    view: "timeSeries",
    metrics: lines.map(toMetric),
    yAxis: { left: { min: 0 }, right: { min: 0 } },
  },
});

export const alarmStates = (title: string, alarms: readonly pulumi.Input<string>[]): Widget => ({
  type: "alarm",
  height: 3,
  properties: { title, alarms },
});

/** A table of the latest log lines of one event. */
export const latestLogLines = (
  title: string,
  logGroup: pulumi.Input<string>,
  { event, fields }: { readonly event: string; readonly fields: readonly string[] },
): Widget => {
  const query = [
    pulumi.interpolate`SOURCE '${logGroup}'`,
    `fields @timestamp, ${fields.join(", ")}`,
    `filter message = "${event}"`,
    "sort @timestamp desc",
    "limit 10",
  ];
  return {
    type: "log",
    height: 6,
    properties: {
      title,
      view: "table",
      query: pulumi.all(query).apply((parts) => parts.join(" | ")),
    },
  };
};

/** Positions widgets: equal widths within a row, rows one below the other. */
export const layOut = (rows: readonly (readonly Widget[])[], region: pulumi.Input<string>) => {
  let y = 0;
  return rows.flatMap((row) => {
    const width = columns / row.length;
    const height = Math.max(...row.map((widget) => widget.height));
    const placed = row.map(({ type, properties }, n) => ({
      type,
      x: n * width,
      y,
      width,
      height,
      properties: { ...properties, ...(type === "alarm" ? {} : { region }) },
    }));
    y += height;
    return placed;
  });
};
