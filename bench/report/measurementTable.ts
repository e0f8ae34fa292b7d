import { type Measurement, verdictOf } from "../measurement";

/** Rows of cells; the first row is the head. */
export type Cells = readonly (readonly string[])[];

const inUnit = (value: number | undefined, { unit, digits }: Measurement): string => {
  if (value === undefined) return "–";
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "" ? text : `${text} ${unit}`;
};

const targetOf = ({ target, unit }: Measurement): string => {
  const [sign, value] = "atMost" in target ? ["≤", target.atMost] : ["≥", target.atLeast];
  return `${sign} ${value.toLocaleString("en-US")}${unit === "" ? "" : ` ${unit}`}`;
};

export const measurementTable = (measurements: readonly Measurement[]): Cells => [
  ["Measurement", "Naive baseline", "This service", "Target", "Verdict"],
  ...measurements.map((measurement) => [
    measurement.name,
    inUnit(measurement.baseline, measurement),
    inUnit(measurement.value, measurement),
    targetOf(measurement),
    verdictOf(measurement),
  ]),
];
