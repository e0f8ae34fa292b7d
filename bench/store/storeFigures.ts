import type { Measurement } from "../measurement";
import type { StoreMeasurement } from "./measureStore";

/** What is expected of a simulated store of 100,000 orders. */
export const storeFigures = ({ upMs, pageMs, residentMb }: StoreMeasurement): Measurement[] => [
  {
    id: "storeUp",
    name: "Simulated store of 100,000 orders up",
    value: upMs / 1000,
    unit: "s",
    digits: 1,
    target: { atMost: 5 },
  },
  {
    id: "storePage",
    name: "Its list of 250 orders with line items, median",
    value: pageMs,
    unit: "ms",
    digits: 0,
    target: { atMost: 50 },
  },
  {
    id: "storeMemory",
    name: "Its resident memory then",
    value: residentMb,
    unit: "MB",
    digits: 0,
    target: { atMost: 1_024 },
  },
];
