import { dateChangelog } from "./dateChangelog";
import type { GitProject } from "./gitProject";
import { refusals, tagOf } from "./refusals";
import { versionIn, withVersion } from "./withVersion";

export interface Release {
  readonly version: string;
  /** As `2026-11-26`. */
  readonly date: string;
}

export interface ReleaseTools {
  readonly project: GitProject;
  /** Why there is no Pulumi CLI; undefined where there is one. */
  readonly missingEngine: string | undefined;
  /** The state that the program leaves on Pulumi's engine. */
  readonly takeState: () => Promise<string>;
  /** Rejects where a check of the project fails. */
  readonly check: () => Promise<void>;
}

const changelogFile = "CHANGELOG.md";
const packageFiles = ["package.json", "package-lock.json"];

export const stateFileOf = (version: string): string => `test/deployments/releases/${version}.json`;

const filesOf = (version: string): readonly string[] => [
  changelogFile,
  ...packageFiles,
  stateFileOf(version),
];

const refusalsOf = (version: string, tools: ReleaseTools): readonly string[] => {
  const { project, missingEngine } = tools;
  return refusals({
    version,
    current: versionIn(project.read("package.json")),
    branch: project.branch(),
    changes: project.changes(),
    tags: project.tags(),
    changelog: project.read(changelogFile),
    missingEngine,
  });
};

/** The state holds the new version, and the checks see everything that is committed. */
const prepareFiles = async ({ version, date }: Release, tools: ReleaseTools): Promise<void> => {
  const { project, takeState, check } = tools;
  project.write(changelogFile, dateChangelog(project.read(changelogFile), version, date));
  for (const file of packageFiles) project.write(file, withVersion(project.read(file), version));
  project.write(stateFileOf(version), await takeState());
  await check();
};

const record = ({ version }: Release, project: GitProject): void => {
  project.commit(filesOf(version), `Release ${version}`);
  project.tag(tagOf(version), `Release ${version}`);
};

/** Returns a function that undoes a release, whichever of its steps were done. */
const rememberFiles = (version: string, project: GitProject): (() => void) => {
  const head = project.head();
  const texts = filesOf(version).map(
    (file) => [file, project.exists(file) ? project.read(file) : undefined] as const,
  );
  return () => {
    project.resetTo(head);
    for (const [file, text] of texts) project.write(file, text);
  };
};

/**
 * Commits and tags a release, or returns why it is refused.
 * @throws what a step threw, after everything is undone
 */
export const cutRelease = async (
  release: Release,
  tools: ReleaseTools,
): Promise<readonly string[]> => {
  const refused = refusalsOf(release.version, tools);
  if (refused.length > 0) return refused;
  const undo = rememberFiles(release.version, tools.project);
  try {
    await prepareFiles(release, tools);
    record(release, tools.project);
  } catch (error) {
    undo();
    throw error;
  }
  return [];
};
