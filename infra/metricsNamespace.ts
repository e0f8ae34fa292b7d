import * as pulumi from "@pulumi/pulumi";

/** Where CloudWatch keeps what the functions count, of every stack of the project. */
export const metricsNamespace = (): string => pulumi.getProject();
