import type * as pulumi from "@pulumi/pulumi";

/** Event sources may invoke a function and do nothing else with it; `queue.onEvent` would grant lambda:*. */
export const invokeOnly: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "aws:lambda/permission:Permission"
    ? { props: { ...props, action: "lambda:InvokeFunction" }, opts }
    : undefined;
