import ts from "typescript";

interface Rule {
  /** Which files it is for, by their path from the root. */
  readonly files: RegExp;
  /** Imports from inside the project, by path from the root and without extension. */
  readonly own: RegExp;
  /** Packages and Node's modules. */
  readonly packages: RegExp;
  /** Words that mean the file does what its place must not do. */
  readonly forbidden?: RegExp;
}

const nothing = /^\b$/;
const awsSdk = "@aws-sdk/";

/** Who may import what; the first rule that matches a file is its rule. */
const rules: readonly Rule[] = [
  {
    files: /^domain\//,
    own: /^domain\//,
    packages: /^(superstruct|node:crypto)$/,
    forbidden:
      /\basync\b|\bawait\b|\bPromise\b|\bprocess\.|Math\.random|Date\.now|new Date\(\)|\brandomUUID\b|\brandomBytes\b/,
  },
  { files: /^ports\.ts$/, own: /^domain\//, packages: nothing },
  {
    files: /^handlers\//,
    own: /^(domain|handlers)\/|^ports$/,
    // The types of the events; there is no package of this name to run.
    packages: /^aws-lambda$/,
    forbidden: /\bprocess\.|Math\.random|Date\.now|new Date\(\)/,
  },
  {
    files: /^entrypoints\//,
    own: /^(handlers|adapters)\//,
    packages: /^node:crypto$/,
    forbidden: /\bprocess\.|\bif\b|\bfor\b|\bwhile\b/,
  },
  {
    files: /^providers\//,
    own: /^(handlers|adapters|domain)\/|^ports$/,
    // Its types; bundled with all of Pulumi, no state could hold it (test/infra/webhooks.test.ts).
    packages: /^@pulumi\/pulumi$/,
  },
  {
    files: /^adapters\//,
    own: /^(domain|adapters)\/|^ports$/,
    packages: new RegExp(`^(${awsSdk}|@aws-lambda-powertools/|node:|node-fetch$|superstruct$)`),
  },
  { files: /^infra\//, own: /^infra\//, packages: /^(@pulumi\/|esbuild$|node:)/ },
  { files: /^policy\/deployment\/main\.ts$/, own: /^(policy|local)\//, packages: /^node:/ },
  { files: /^policy\/pack\.ts$/, own: /^policy\//, packages: /^@pulumi\/policy$/ },
  { files: /^policy\//, own: /^policy\//, packages: nothing, forbidden: /\bprocess\.|\basync\b/ },
  { files: /^config\.ts$/, own: nothing, packages: /^(@pulumi\/pulumi|superstruct)$/ },
  {
    files: /^index\.ts$/,
    own: /^(config$|consumers\/|infra\/|entrypoints\/)/,
    packages: /^@pulumi\//,
  },
  {
    files: /^local\//,
    own: /^(local|simulator)\/|^index$/,
    packages: new RegExp(
      `^(${awsSdk}|@pulumi/pulumi|aws-lambda$|node:|dynalite$|fauxqs$|light-my-request$|yaml$|picocolors$|cli-table3$)`,
    ),
  },
  { files: /^simulator\//, own: /^simulator\//, packages: /^node:/ },
  {
    files: /^faultSimulation\//,
    own: /^(domain|handlers|adapters|simulator|faultSimulation)\/|^ports$/,
    packages: /^(aws-lambda|esbuild|node:.*|picocolors|cli-table3)$/,
    forbidden: /Math\.random|Date\.now|new Date\(\)|\brandomUUID\b/,
  },
  // What the straightforward way is compared with must not help it.
  {
    files: /^bench\//,
    own: /^(bench|local|faultSimulation|simulator)\//,
    packages: /^(node:.*|cli-table3|echarts\/.*|picocolors)$/,
  },
];

const isRelative = (specifier: string): boolean => specifier.startsWith(".");

const resolved = (file: string, specifier: string): string => {
  const url = new URL(specifier, `file:///${file}`);
  return url.pathname.slice(1).replace(/\.(ts|js)$/, "");
};

/** Whatever the file imports, requires or takes types from. */
export const importsOf = (text: string): readonly string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

/** What a file does that its place in the layout forbids. Text that has no rule is a problem, too. */
export const layoutProblems = (file: string, text: string): readonly string[] => {
  const rule = rules.find(({ files }) => files.test(file));
  if (!rule) return [`${file} has no place in the layout`];
  const imports = importsOf(text).filter((specifier) =>
    isRelative(specifier)
      ? !rule.own.test(resolved(file, specifier))
      : !rule.packages.test(specifier),
  );
  const word = rule.forbidden?.exec(withoutComments(text))?.[0];
  return [
    ...imports.map((specifier) => `${file} imports ${specifier}`),
    ...(word ? [`${file} says ${word}`] : []),
  ];
};
