/** Of Semantic Versioning, without pre-releases: nobody deploys a release before it is one. */
export const isVersion = (text: string): boolean => /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(text);

const numbersOf = (version: string): readonly number[] => version.split(".").map(Number);

export const isNewerVersion = (version: string, than: string): boolean => {
  const earlier = numbersOf(than);
  const differences = numbersOf(version).map((number, index) => number - (earlier[index] ?? 0));
  return (differences.find((difference) => difference !== 0) ?? 0) > 0;
};
