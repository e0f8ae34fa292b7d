import type { Measurement } from "../measurement";
import type { StoreStats } from "./measureStore";

/** What is expected of a simulated store of 100,000 orders. */
export const storeMeasurements = ({ startupMs, pageMs, residentMb }: StoreStats): Measurement[] => [
  {
    id: "storeUp",
    name: "Simulated store of 100,000 orders up",
    value: startupMs / 1000,
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
