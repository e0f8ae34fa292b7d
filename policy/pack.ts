import {
  PolicyPack,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import type { ResourceRule, StackRule } from "./rule";
import { resourceRules, stackRules } from "./rules";

const toResourcePolicy = ({
  name,
  description,
  check,
}: ResourceRule): ResourceValidationPolicy => ({
  name,
  description,
  validateResource: (resource, report) => check(resource).forEach((message) => report(message)),
});

const toStackPolicy = ({ name, description, checkAll }: StackRule): StackValidationPolicy => ({
  name,
  description,
  validateStack: ({ resources }, report) =>
    checkAll(resources).forEach(({ urn, message }) => report(message, urn)),
});

/** Registers the rules with Pulumi's engine: `pulumi preview --policy-pack policy`. */
new PolicyPack("order-replication", {
  enforcementLevel: "mandatory",
  policies: [...resourceRules.map(toResourcePolicy), ...stackRules.map(toStackPolicy)],
});
