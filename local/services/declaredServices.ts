import type { DeclaredResource } from "../declareStack";
import { apiStages } from "./apiStages";
import type { AwsService } from "./awsService";
import { dashboards } from "./dashboards";
import { resourceTags } from "./resourceTags";
import { rolePolicies } from "./rolePolicies";
import { ruleTargets } from "./ruleTargets";

/** Services that only show what is declared, by the name in a request's signature. */
export const declaredServices = (
  list: () => readonly DeclaredResource[],
  region: string,
): Readonly<Record<string, AwsService>> => ({
  apigateway: apiStages(list),
  events: ruleTargets(list),
  iam: rolePolicies(list),
  monitoring: dashboards(list),
  tagging: resourceTags(list, region),
});
