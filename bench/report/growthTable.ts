import type { DrainSummary, GrowthStep } from "../growth";
import { functions } from "../cloud/sampleMemory";
import type { Cells } from "./measurementTable";

const rounded = (value: number, digits: number): string => value.toFixed(digits);

const summaryCells = ({ requestsPerOrder, ordersPerWindow, throttled, minutes }: DrainSummary) => [
  rounded(requestsPerOrder, 2),
  rounded(ordersPerWindow, 1),
  String(throttled),
  rounded(minutes, 1),
];

const beside = (service: DrainSummary, baseline: DrainSummary): string[] =>
  summaryCells(service).map((cell, place) => `${cell} (${summaryCells(baseline)[place]})`);

/** The service's figures from the smallest backlog to the largest, the straightforward way's in brackets. */
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
    ...beside(service, baseline),
    ...functions.map((name) => rounded(memoryMb[name], 0)),
    rounded(firstOrderSeconds, 1),
  ]),
];
