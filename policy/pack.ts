import {
  PolicyPack,
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { readProps } from "./readProps";
import type { Finding, Resource, ResourceRule, StackRule } from "./rule";
import { resourceRules, stackRules } from "./rules";

const toResource = ({ type, name, urn, props }: ResourceValidationArgs): Resource => ({
  type,
  name,
  urn,
  props: readProps(props),
});

const toStackResource = ({ type, name, urn, props, ...rest }: PolicyResource): Resource => ({
  type,
  name,
  urn,
  props: readProps(props),
  propertyDependencies: Object.fromEntries(
    Object.entries(rest.propertyDependencies).map(([property, resources]) => [
      property,
      resources.map((each) => each.urn),
    ]),
  ),
});

/**
 * Violations are mandatory. For an unknown value the SDK's own error is thrown last, which the SDK reports as
 * advisory: the preview goes on, and names the value that the rule waits for.
 */
const reportAll = <F extends Finding>(
  findings: readonly F[],
  report: (message: string, finding: F) => void,
): void => {
  for (const finding of findings)
    if (finding.kind === "violation") report(finding.message, finding);
  for (const finding of findings) if (finding.kind === "undecided") throw finding.unknown.reason;
};

const toResourcePolicy = ({
  name,
  description,
  check,
}: ResourceRule): ResourceValidationPolicy => ({
  name,
  description,
  validateResource: (resource, report) =>
    reportAll(check(toResource(resource)), (message) => report(message)),
});

const toStackPolicy = ({ name, description, checkAll }: StackRule): StackValidationPolicy => ({
  name,
  description,
  validateStack: ({ resources }, report) =>
    reportAll(checkAll(resources.map(toStackResource)), (message, { urn }) => report(message, urn)),
});

/** Registers the rules with Pulumi's engine: `pulumi preview --policy-pack policy`. */
new PolicyPack("order-replication", {
  enforcementLevel: "mandatory",
  policies: [...resourceRules.map(toResourcePolicy), ...stackRules.map(toStackPolicy)],
});
