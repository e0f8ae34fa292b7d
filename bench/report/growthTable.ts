import { functions } from "../cloud/sampleMemory";
import type { DrainSummary, GrowthStep } from "../growth";
import type { Cells } from "./measurementTable";

const rounded = (value: number, digits: number): string => value.toFixed(digits);

const summaryCells = ({ requestsPerOrder, ordersPerWindow, throttled, minutes }: DrainSummary) => [
  rounded(requestsPerOrder, 2),
  rounded(ordersPerWindow, 1),
  String(throttled),
  rounded(minutes, 1),
];

const comparisonCells = (service: DrainSummary, baseline: DrainSummary): string[] =>
  summaryCells(service).map((cell, index) => `${cell} (${summaryCells(baseline)[index]})`);

/** A row for each backlog size, with the naive baseline in brackets. */
export const growthTable = (growth: readonly GrowthStep[]): Cells => [
  [
    "New orders",
    "Requests per order",
    "Orders per 30 s window",
    "429s",
    "Minutes",
    ...functions.map((name) => `${name}, MB`),
    "npm start → first, s",
  ],
  ...growth.map(({ orders, service, baseline, memoryMb, firstOrderSeconds }) => [
    orders.toLocaleString("en-US"),
    ...comparisonCells(service, baseline),
    ...functions.map((name) => rounded(memoryMb[name], 0)),
    rounded(firstOrderSeconds, 1),
  ]),
];
