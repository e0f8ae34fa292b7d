interface PackageFile {
  readonly version: string;
  /** Of a lockfile; the project itself has the empty key. */
  readonly packages?: Readonly<Record<string, object>>;
}

export const versionIn = (packageFile: string): string =>
  (JSON.parse(packageFile) as PackageFile).version;

/** The text of `package.json` or `package-lock.json` with another version of the project. */
export const withVersion = (packageFile: string, version: string): string => {
  const fields = JSON.parse(packageFile) as PackageFile;
  const { packages } = fields;
  const changed = packages
    ? { ...fields, version, packages: { ...packages, "": { ...packages[""], version } } }
    : { ...fields, version };
  return `${JSON.stringify(changed, null, 2)}\n`;
};
