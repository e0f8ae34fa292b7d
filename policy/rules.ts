import type { Finding, Resource, ResourceRule, StackRule } from "./rule";
import { accessRules } from "./rules/access";
import { dataRules } from "./rules/data";
import { functionRules, functionStackRules } from "./rules/functions";
import { limitRules } from "./rules/limits";
import { queueStackRules } from "./rules/queues";
import { secretStackRules } from "./rules/secrets";
import { tagRules } from "./rules/tags";

/** The rules for every stack, enforced by the tests and by the pipeline's policy pack. */
export const resourceRules: readonly ResourceRule[] = [
  ...accessRules,
  ...dataRules,
  ...functionRules,
  ...limitRules,
  ...tagRules,
];

export const stackRules: readonly StackRule[] = [
  ...functionStackRules,
  ...queueStackRules,
  ...secretStackRules,
];

const describeFinding = (urn: string, rule: string, finding: Finding): string =>
  `${urn}: ${rule}: ${finding.kind === "violation" ? finding.message : "undecided"}`;

/** All violations in a stack, and what cannot be judged yet: URN, rule and message of each. */
export const violationsIn = (resources: readonly Resource[]): readonly string[] => [
  ...resourceRules.flatMap(({ name, check }) =>
    resources.flatMap((each) =>
      check(each).map((finding) => describeFinding(each.urn, name, finding)),
    ),
  ),
  ...stackRules.flatMap(({ name, checkAll }) =>
    checkAll(resources).map((finding) => describeFinding(finding.urn, name, finding)),
  ),
];
