const heading = "## [Unreleased]\n";

/** What the changelog lists as unreleased. */
export const unreleasedChanges = (changelog: string): string => {
  const [, after = ""] = changelog.split(heading);
  return (after.split(/^## \[/m)[0] ?? "").trim();
};

/** The changelog with the unreleased changes under a version and a date, as in `2026-11-26`. */
export const dateChangelog = (changelog: string, version: string, date: string): string =>
  changelog.replace(heading, `${heading}\n## [${version}] - ${date}\n`);
