import { seededRandom, shuffled } from "../../local/services/seededRandom";

const isEverything = process.env["ALL_DEPLOYMENTS"] === "1";
const seed = Number(process.env["DEPLOYMENTS_SEED"] ?? "1");

/** Positions under test: all where `ALL_DEPLOYMENTS` is 1, else a sample by `DEPLOYMENTS_SEED`. */
export const sampled = <T>(all: readonly T[], size = 3): readonly T[] =>
  isEverything ? all : shuffled(all, seededRandom(seed)).slice(0, size);
