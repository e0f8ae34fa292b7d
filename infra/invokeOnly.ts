import type * as pulumi from "@pulumi/pulumi";

/** Restricts event sources to lambda:InvokeFunction; `queue.onEvent` would grant lambda:*. */
export const invokeOnly: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "aws:lambda/permission:Permission"
    ? { props: { ...props, action: "lambda:InvokeFunction" }, opts }
    : undefined;
