import { numberAt, stringAt } from "../resourceProperties";
import { tokenBucket } from "../services/tokenBucket";
import type { ResourceKind } from "./resourceKind";

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
    rest.throttle(stringAt(resource, "stageName"), tokenBucket({ ratePerSecond, burst, nowMs }));
  },
};
