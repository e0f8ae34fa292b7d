import * as pulumi from "@pulumi/pulumi";

/** The CloudWatch namespace of the functions' own metrics, shared by all stacks of the project. */
export const metricsNamespace = (): string => pulumi.getProject();
