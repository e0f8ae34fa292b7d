import type { DeclaredResource } from "../declareStack";
import { type Fields, isFields } from "../fields";
import { stringAt, stringMapAt } from "../resourceProperties";
import { type AwsService, jsonError, jsonResponse, parseFields } from "./awsService";

type ArnOf = (resource: DeclaredResource, region: string) => string;

const ownArn: ArnOf = (resource) => stringAt(resource, "arn");

/**
 * The types whose tags the Resource Groups Tagging API returns
 * (docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html); roles are none.
 */
const taggedArns: Readonly<Record<string, ArnOf>> = {
  "aws:apigateway/restApi:RestApi": ownArn,
  "aws:apigateway/stage:Stage": (stage, region) =>
    `arn:aws:apigateway:${region}::/restapis/${stringAt(stage, "restApi")}/stages/${stringAt(stage, "stageName")}`,
  "aws:cloudwatch/eventRule:EventRule": ownArn,
  "aws:cloudwatch/logGroup:LogGroup": ownArn,
  "aws:cloudwatch/metricAlarm:MetricAlarm": ownArn,
  "aws:dynamodb/table:Table": ownArn,
  "aws:lambda/function:Function": ownArn,
  "aws:sns/topic:Topic": ownArn,
  "aws:sqs/queue:Queue": ownArn,
  "aws:ssm/parameter:Parameter": ownArn,
};

interface TagFilter {
  readonly Key: string;
  readonly Values?: readonly string[];
}

/** A resource must match all filters; a filter without values asks for the key alone. */
const matches = (tags: Readonly<Record<string, string>>, filters: readonly TagFilter[]): boolean =>
  filters.every(({ Key, Values = [] }) => {
    const value = tags[Key];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  });

const filtersIn = ({ TagFilters }: Fields): readonly TagFilter[] =>
  Array.isArray(TagFilters) ? (TagFilters.filter(isFields) as unknown as readonly TagFilter[]) : [];

/** The Resource Groups Tagging API: the ARNs and tags of declared resources. */
export const resourceTags = (
  list: () => readonly DeclaredResource[],
  region: string,
): AwsService => ({
  requiredPermissions: () => undefined,
  accessDenied: (reason) => jsonError(400, "AccessDeniedException", reason),
  handle: async ({ action, body }) => {
    if (action !== "GetResources")
      return jsonError(400, "UnknownOperationException", `Tagging ${action} is not emulated`);
    const filters = filtersIn(parseFields(body));
    const found = list().flatMap((resource) => {
      const arn = taggedArns[resource.type]?.(resource, region);
      const tags = stringMapAt(resource, "tags");
      if (arn === undefined || !matches(tags, filters)) return [];
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return [{ ResourceARN: arn, Tags }];
    });
    const answer = { PaginationToken: "", ResourceTagMappingList: found };
    return jsonResponse(200, answer, "1.1");
  },
});
