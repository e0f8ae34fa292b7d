import { unreleasedChanges } from "./dateChangelog";
import { isNewerVersion } from "./isNewerVersion";

/** What decides whether a release can be cut. */
export interface Situation {
  readonly version: string;
  /** The version of the last release. */
  readonly current: string;
  readonly branch: string;
  /** Lines of `git status --porcelain`. */
  readonly changes: readonly string[];
  readonly tags: readonly string[];
  readonly changelog: string;
  /** Why there is no Pulumi CLI; undefined where there is one. */
  readonly missingEngine: string | undefined;
}

export const tagOf = (version: string): string => `v${version}`;

/** Why no release can be cut, one sentence for each reason. */
export const refusals = (situation: Situation): readonly string[] => {
  const { version, current, branch, changes, tags, changelog, missingEngine } = situation;
  const found: readonly (readonly [isRefused: boolean, reason: string])[] = [
    [!isNewerVersion(version, current), `Expected a version after ${current}, got ${version}`],
    [branch !== "main", `Expected the branch main, got ${branch || "none"}`],
    [changes.length > 0, `Expected no uncommitted changes, got:\n${changes.join("\n")}`],
    [tags.includes(tagOf(version)), `Expected no tag ${tagOf(version)}, got one`],
    [
      unreleasedChanges(changelog) === "",
      "Expected changes under [Unreleased] in CHANGELOG.md, got none",
    ],
    [
      missingEngine !== undefined,
      `Expected a Pulumi CLI, which writes the state of the release, got none: ${missingEngine}`,
    ],
  ];
  return found.filter(([isRefused]) => isRefused).map(([, reason]) => reason);
};
