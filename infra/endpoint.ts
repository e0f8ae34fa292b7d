import * as aws from "@pulumi/aws";
// The only part of awsx in use; loading all of awsx takes ten times as long.
import { API } from "@pulumi/awsx/classic/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { invokeOnly } from "./invokeOnly";
import type { Lambda } from "./lambda";
import type { Metric } from "./metric";

export interface EndpointArgs {
  /** The path of POST requests, with a leading slash. */
  readonly path: string;
  readonly handler: Lambda;
}

/** Lets Pulumi autoname the API; `awsx` would give it the same name in every stack. */
const autonamed: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "aws:apigateway/restApi:RestApi"
    ? { props: { ...props, name: undefined }, opts }
    : undefined;

/**
 * A public URL whose POST requests invoke a function. Bodies reach the function in base64, because the
 * API declares every media type as binary.
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

  /** Caps the invocations per second, and so the cost, of a flood of forged webhooks. */
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
