import type { StoreMeasurement } from "./measureStore";

/** A figure that is to be no more than its aim. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly aim: number;
  readonly unit: string;
}

/** What is expected of a simulated store of 100,000 orders. */
export const storeMeasures = ({ upMs, pageMs, residentMb }: StoreMeasurement): Measure[] => [
  { name: "Simulated store up", value: upMs, aim: 5_000, unit: "ms" },
  { name: "List of 250 orders with line items, median", value: pageMs, aim: 50, unit: "ms" },
  { name: "Resident memory then", value: residentMb, aim: 1_024, unit: "MB" },
];
