import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { metricNames } from "../../domain/metrics";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import { ofType, onEveryStack, types } from "../support/recordedStack";
import { declaredSettings, isGenerated } from "../support/stackFiles";

/** Resources, table rows, dashboards and stack files of deployed stacks refer to these names. */
type DeployedNames = Readonly<Record<string, readonly string[]>>;

/** The names so far, taken from commit ba4b7de; after it came a renaming of the whole code. */
const committed = JSON.parse(
  readFileSync(path.join(__dirname, "resourceNames.json"), "utf8"),
) as DeployedNames;

/** As in the URN that Pulumi stores: the types of all parents and its own, then the logical name. */
const namesOf = ({ resources }: DeclaredStack): readonly string[] => {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const typeChain = ({ type, parent }: DeclaredResource): string => {
    const above = byUrn.get(parent ?? "");
    return above ? `${typeChain(above)}$${type}` : type;
  };
  return resources.map((resource) => `${typeChain(resource)}::${resource.name}`);
};

const outputsOf = ({ outputs }: DeclaredStack): readonly string[] =>
  Object.entries(outputs).flatMap(([name, value]) =>
    typeof value === "object" && value ? Object.keys(value).map((key) => `${name}.${key}`) : [name],
  );

const environmentOf = ({ name, inputs }: DeclaredResource): readonly string[] => {
  const { variables } = inputs.environment as { variables: object };
  return Object.keys(variables).map((variable) => `${name} ${variable}`);
};

const attributesOf = ({ name, inputs }: DeclaredResource): readonly string[] => {
  const keys = inputs.attributes as readonly { name: string; type: string }[];
  const ttl = inputs.ttl as { attributeName: string } | undefined;
  return [
    ...keys.map((key) => `${name} ${key.name} ${key.type}`),
    ...(ttl ? [`${name} ${ttl.attributeName} ttl`] : []),
  ];
};

/** Alarms and all other resources get their physical name from their logical one. */
const deployedNames = (declared: DeclaredStack): DeployedNames => ({
  // A project that `pulumi new` made has a name of its own.
  project: isGenerated ? (committed["project"] ?? []) : [declared.project],
  resources: namesOf(declared),
  outputs: outputsOf(declared),
  settings: Object.keys(declaredSettings()),
  environment: ofType(declared, types.function).flatMap(environmentOf),
  tableAttributes: ofType(declared, types.table).flatMap(attributesOf),
  metrics: metricNames,
});

const without = (names: readonly string[] = [], others: readonly string[] = []) =>
  names.filter((name) => !others.includes(name)).sort();

const assertUnmoved = (kind: string, names: DeployedNames): void => {
  const gone = without(committed[kind], names[kind]);
  const added = without(names[kind], committed[kind]);
  const list = (title: string, each: readonly string[]) =>
    each.map((name) => `\n  ${title} ${name}`).join("");
  if (gone.length + added.length === 0) return;
  assert.fail(`The ${kind} of deployed stacks moved:${list("-", gone)}${list("+", added)}
A moved or removed name needs an alias (Pulumi's aliases option, or reading the old name as well),
a line in the CHANGELOG, and its line in test/infra/resourceNames.json changed; a new name only its line there.`);
};

describe("names of deployed stacks", () => {
  onEveryStack((recorded) => {
    for (const kind of Object.keys(committed)) {
      it(`do not move: ${kind}`, () => assertUnmoved(kind, deployedNames(recorded())));
    }
  });

  it("are listed in order, each once", () => {
    for (const names of Object.values(committed))
      assert.deepEqual(names, [...new Set(names)].sort());
  });
});
