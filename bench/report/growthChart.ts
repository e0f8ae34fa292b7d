import { type EChartsCoreOption, init, use } from "echarts/core";
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import type { GrowthStep } from "../growth";

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const service = "this service";
const baseline = "naive baseline";

interface Panel {
  readonly title: string;
  readonly ofService: (step: GrowthStep) => number;
  readonly ofBaseline?: (step: GrowthStep) => number;
  readonly scale?: "log";
}

const panels: readonly Panel[] = [
  {
    title: "BigCommerce requests per order",
    ofService: (step) => step.service.requestsPerOrder,
    ofBaseline: (step) => step.baseline.requestsPerOrder,
  },
  {
    title: "Orders per 30 s window",
    ofService: (step) => step.service.ordersPerWindow,
    ofBaseline: (step) => step.baseline.ordersPerWindow,
  },
  {
    title: "Minutes to the last order",
    scale: "log",
    ofService: (step) => step.service.minutes,
    ofBaseline: (step) => step.baseline.minutes,
  },
  {
    title: "Memory of process-orders, MB",
    ofService: (step) => step.memoryMb["process-orders"],
  },
];

const size = { width: 880, height: 520 };
const position = (index: number) => ({
  left: index % 2 === 0 ? 60 : 490,
  top: index < 2 ? 80 : 320,
});

const lineOf = (growth: readonly GrowthStep[], index: number, name: string) => {
  const panel = panels[index];
  const value = name === service ? panel?.ofService : panel?.ofBaseline;
  return {
    name,
    type: "line",
    xAxisIndex: index,
    yAxisIndex: index,
    symbolSize: 6,
    data: value ? growth.map((step) => [step.orders, value(step)]) : [],
  };
};

const options = (growth: readonly GrowthStep[]): EChartsCoreOption => ({
  animation: false,
  backgroundColor: "#ffffff",
  color: ["#1f6feb", "#d1700f"],
  legend: { top: 10, data: [service, baseline] },
  title: panels.map(({ title }, index) => ({
    text: title,
    left: position(index).left - 30,
    top: position(index).top - 34,
    textStyle: { fontSize: 13, fontWeight: "normal" },
  })),
  grid: panels.map((_, index) => ({ ...position(index), width: 350, height: 160 })),
  xAxis: panels.map((_, gridIndex) => ({
    gridIndex,
    type: "log",
    min: growth[0]?.orders,
    max: growth.at(-1)?.orders,
    name: "orders",
    nameLocation: "middle",
    nameGap: 24,
  })),
  yAxis: panels.map(({ scale }, gridIndex) =>
    scale === "log" ? { gridIndex, type: scale } : { gridIndex, type: "value", min: 0 },
  ),
  series: panels.flatMap((_, index) => [
    lineOf(growth, index, service),
    lineOf(growth, index, baseline),
  ]),
});

/** SVG of the measurements by backlog size. */
export const growthChart = (growth: readonly GrowthStep[]): string => {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption(options(growth));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
};
