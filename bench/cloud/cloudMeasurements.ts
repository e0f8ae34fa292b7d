import type { Measurement } from "../measurement";
import { median } from "../percentile";
import type { Latency } from "./measureIdleLatency";
import type { UploadedCode } from "./measureUploadedCode";
import { growthRatio, peakMb } from "./memory";
import { type FunctionName, functions, type MemorySamples } from "./sampleMemory";

export const latencyMeasurement = ({ p50Ms }: Latency): Measurement => ({
  id: "acknowledgeLatency",
  name: "Webhook accepted → stored and acknowledged, p50, idle",
  value: p50Ms / 1000,
  unit: "s",
  digits: 2,
  target: { atMost: 0.5 },
});

/** `p99s`: the 99th percentile of each run. */
export const webhookMeasurement = (p99s: readonly number[]): Measurement => ({
  id: "webhookLatency",
  name: `Webhook response time, p99 at 50 requests/s, median of ${p99s.length} runs`,
  value: median(p99s),
  unit: "ms",
  digits: 0,
  target: { atMost: 100 },
});

export const firstOrderMeasurement = (ms: number): Measurement => ({
  id: "firstOrder",
  name: "npm start → first order replicated",
  value: ms / 1000,
  unit: "s",
  digits: 1,
  target: { atMost: 10 },
});

export const codeMeasurements = (
  code: Readonly<Record<FunctionName, UploadedCode>>,
): Measurement[] => {
  const all = Object.values(code);
  return [
    {
      id: "uploadedCode",
      name: "Largest code package of a Lambda, zipped",
      value: Math.max(...all.map(({ zippedMb }) => zippedMb)),
      unit: "MB",
      digits: 2,
      target: { atMost: 0.4 },
    },
    {
      id: "uploadedFiles",
      name: "Files in a code package, maximum",
      value: Math.max(...all.map(({ files }) => files)),
      unit: "",
      digits: 0,
      target: { atMost: 1 },
    },
    {
      id: "namedTraces",
      name: "Lambdas whose stack traces name their functions",
      value: all.filter(({ named }) => named.length > 0).length,
      unit: "",
      digits: 0,
      target: { atLeast: all.length },
    },
  ];
};

/** Of each function's largest container, over the whole backlog. */
export const memoryMeasurements = (memory: MemorySamples, backlog: number): Measurement[] =>
  functions.flatMap((name) => [
    {
      id: `memory-${name}`,
      name: `Peak resident memory of ${name} over ${backlog.toLocaleString("en-US")} orders`,
      value: peakMb(memory[name]),
      unit: "MB",
      digits: 0,
      target: { atMost: 128 },
    },
    {
      id: `memoryGrowth-${name}`,
      name: "… relative to the peak over the first half",
      value: growthRatio(memory[name]),
      unit: "times",
      digits: 2,
      target: { atMost: 1.1 },
    },
  ]);
