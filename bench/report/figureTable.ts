import { type Figure, verdictOn } from "../figure";

/** Cells, line by line, the first of which is the head. */
export type Cells = readonly (readonly string[])[];

const inUnit = (value: number | undefined, { unit, digits }: Figure): string => {
  if (value === undefined) return "–";
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "" ? text : `${text} ${unit}`;
};

const aimOf = (figure: Figure): string => {
  const { aim } = figure;
  const [sign, value] = "atMost" in aim ? ["≤", aim.atMost] : ["≥", aim.atLeast];
  return `${sign} ${value.toLocaleString("en-US")}${figure.unit === "" ? "" : ` ${figure.unit}`}`;
};

export const figureTable = (figures: readonly Figure[]): Cells => [
  ["Measure", "Straightforward way", "Measured", "Aim", "Verdict"],
  ...figures.map((figure) => [
    figure.name,
    inUnit(figure.baseline, figure),
    inUnit(figure.value, figure),
    aimOf(figure),
    verdictOn(figure),
  ]),
];
