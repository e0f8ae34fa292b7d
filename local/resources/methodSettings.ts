import type { DeclaredResource } from "../declareStack";
import { numberAt, stringAt } from "../resourceProperties";
import type { StageKey } from "../services/restServer";
import { tokenBucket } from "../services/tokenBucket";
import type { ResourceKind } from "./resourceKind";

const stageOf = (resource: DeclaredResource): StageKey => ({
  apiId: stringAt(resource, "restApi"),
  name: stringAt(resource, "stageName"),
});

export const methodSettings: ResourceKind = {
  type: "aws:apigateway/methodSettings:MethodSettings",
  create: (resource, { rest }) => {
    const methodPath = stringAt(resource, "methodPath");
    if (methodPath !== "*/*") {
      throw new Error(
        `Settings "${resource.name}": the embedded cloud supports only */*, not ${methodPath}`,
      );
    }
    const ratePerSecond = numberAt(resource, "settings.throttlingRateLimit", -1);
    const burst = numberAt(resource, "settings.throttlingBurstLimit", -1);
    if (ratePerSecond < 0 || burst < 0) return;
    const nowMs = () => performance.now();
    rest.throttle(stageOf(resource), tokenBucket({ ratePerSecond, burst, nowMs }));
  },
  delete: (resource, { rest }) => rest.throttle(stageOf(resource), () => true),
};
