import ts from "typescript";

interface Rule {
  /** The files that the rule applies to, by path from the root. */
  readonly files: RegExp;
  /** Allowed imports from the project, by path from the root without extension. */
  readonly own: RegExp;
  /** Allowed packages and Node modules. */
  readonly packages: RegExp;
  /** Words that reveal what this layer must not do. */
  readonly forbidden?: RegExp;
}

const nothing = /^\b$/;
const awsSdk = "@aws-sdk/";

/** What each layer may import; the first matching rule applies. */
const rules: readonly Rule[] = [
  {
    files: /^domain\//,
    own: /^domain\//,
    packages: /^(superstruct|lossless-json|node:crypto)$/,
    forbidden:
      /\basync\b|\bawait\b|\bPromise\b|\bprocess\.|Math\.random|Date\.now|new Date\(\)|\brandomUUID\b|\brandomBytes\b/,
  },
  { files: /^ports\.ts$/, own: /^domain\//, packages: nothing },
  {
    files: /^handlers\//,
    own: /^(domain|handlers)\/|^ports$/,
    // Types of the events only; at run time no such package exists.
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
    // Types only: bundled with all of Pulumi, a provider would take seconds to load (providers/loadProvider.js).
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
      `^(${awsSdk}|@pulumi/pulumi|aws-lambda$|node:|@grpc/grpc-js$|google-protobuf/|dynalite$|fauxqs$|light-my-request$|yaml$|picocolors$|cli-table3$)`,
    ),
  },
  {
    files: /^migration\//,
    own: /^(migration|domain|handlers|adapters)\/|^ports$|^local\/(runCommand|stackConfig|start\/progressOutput)$/,
    packages: /^(node:.*|cli-table3|picocolors)$/,
    // A store without its writes is all that an import gets.
    forbidden: /\bsetStatus\(|Math\.random\(\)|Date\.now/,
  },
  {
    files: /^recovery\//,
    own: /^(recovery|domain|handlers|adapters)\/|^ports$|^migration\/importSettings$|^local\/(runCommand|start\/progressOutput)$/,
    packages: /^(node:.*|cli-table3|picocolors|superstruct)$/,
    forbidden: /\bsetStatus\(|Math\.random\(\)|Date\.now/,
  },
  {
    files: /^release\//,
    // The state of a release comes from a deployment, which the tests make too.
    own: /^release\/|^local\/runCommand$|^test\/support\/(copiedProject|deployment|engine)$/,
    packages: /^node:/,
  },
  { files: /^simulator\//, own: /^simulator\//, packages: /^node:/ },
  {
    files: /^faultSimulation\//,
    own: /^(domain|handlers|adapters|simulator|faultSimulation)\/|^ports$/,
    packages: /^(aws-lambda|esbuild|lossless-json|node:.*|picocolors|cli-table3)$/,
    forbidden: /Math\.random|Date\.now|new Date\(\)|\brandomUUID\b/,
  },
  // The naive baseline must not use code of the service that it is compared with.
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

/** Every module that the file imports or requires, types included. */
export const importsOf = (text: string): readonly string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

/** Violations of the layout in a file; a file that no rule covers is one too. */
export const layoutProblems = (file: string, text: string): readonly string[] => {
  const rule = rules.find(({ files }) => files.test(file));
  if (!rule) return [`${file} is covered by no rule`];
  const imports = importsOf(text).filter((specifier) =>
    isRelative(specifier)
      ? !rule.own.test(resolved(file, specifier))
      : !rule.packages.test(specifier),
  );
  const word = rule.forbidden?.exec(withoutComments(text))?.[0];
  return [
    ...imports.map((specifier) => `${file} imports ${specifier}`),
    ...(word ? [`${file} uses ${word}`] : []),
  ];
};
