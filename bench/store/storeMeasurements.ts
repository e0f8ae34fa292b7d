import type { Measurement } from "../measurement";
import type { StoreStats } from "./measureStore";

/** Of a simulated store of 100,000 orders. */
export const storeMeasurements = ({ startupMs, pageMs, residentMb }: StoreStats): Measurement[] => [
  {
    id: "storeStartup",
    name: "Startup of the simulated store with 100,000 orders",
    value: startupMs / 1000,
    unit: "s",
    digits: 1,
    target: { atMost: 5 },
  },
  {
    id: "storePage",
    name: "… its list of 250 orders with line items, median",
    value: pageMs,
    unit: "ms",
    digits: 0,
    target: { atMost: 50 },
  },
  {
    id: "storeMemory",
    name: "… its resident memory",
    value: residentMb,
    unit: "MB",
    digits: 0,
    target: { atMost: 1_024 },
  },
];
