import { type Measurement, verdictOf } from "../measurement";

/** Cells, line by line, the first of which is the head. */
export type Cells = readonly (readonly string[])[];

const inUnit = (value: number | undefined, { unit, digits }: Measurement): string => {
  if (value === undefined) return "–";
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "" ? text : `${text} ${unit}`;
};

const targetOf = (figure: Measurement): string => {
  const { target } = figure;
  const [sign, value] = "atMost" in target ? ["≤", target.atMost] : ["≥", target.atLeast];
  return `${sign} ${value.toLocaleString("en-US")}${figure.unit === "" ? "" : ` ${figure.unit}`}`;
};

export const measurementTable = (figures: readonly Measurement[]): Cells => [
  ["Measure", "Straightforward way", "Measured", "Aim", "Verdict"],
  ...figures.map((figure) => [
    figure.name,
    inUnit(figure.baseline, figure),
    inUnit(figure.value, figure),
    targetOf(figure),
    verdictOf(figure),
  ]),
];
