import * as aws from "@pulumi/aws";
// The one part of awsx in use: loading all of it takes ten times as long.
import { API } from "@pulumi/awsx/classic/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { invokeOnly } from "./invokeOnly";
import type { Lambda } from "./lambda";
import type { Metric } from "./metric";

export interface EndpointArgs {
  /** Where POST requests are taken, with a leading slash. */
  readonly path: string;
  readonly handler: Lambda;
}

/** Lets Pulumi name the API, which `awsx` would call the same in every stack. */
const autonamed: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "aws:apigateway/restApi:RestApi"
    ? { props: { ...props, name: undefined }, opts }
    : undefined;

/**
 * One public address that hands POST requests to a function. Bodies reach the function in base64,
 * because the API declares every media type to be binary.
 */
export class Endpoint extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  private readonly dimensions: Metric["dimensions"];

  constructor(name: string, args: EndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:Endpoint", name, {}, opts);
    const api = new API(
      name,
      {
        stageName: "v1",
        restApiArgs: { endpointConfiguration: { types: "REGIONAL" } },
        routes: [{ path: args.path, method: "POST", eventHandler: args.handler.function }],
      },
      { parent: this, transformations: [invokeOnly, autonamed] },
    );
    this.throttle(name, api);
    this.dimensions = { ApiName: api.restAPI.name, Stage: api.stage.stageName };
    this.url = pulumi.interpolate`${api.stage.invokeUrl}${args.path}`;
    this.registerOutputs({ url: this.url });
  }

  metric(name: "5XXError"): Metric {
    return { namespace: "AWS/ApiGateway", name, dimensions: this.dimensions };
  }

  /** A flood of forged webhooks must not cost more than this many invocations per second. */
  private throttle(name: string, api: API): void {
    new aws.apigateway.MethodSettings(
      name,
      {
        restApi: api.restAPI.id,
        stageName: api.stage.stageName,
        methodPath: "*/*",
        settings: { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
      },
      { parent: this },
    );
  }
}
