import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./binding";
import type { Permission } from "./permission";

/** One secret, or several that are read together and stored as a JSON object. */
export type SecretValue = pulumi.Input<string> | Readonly<Record<string, pulumi.Input<string>>>;

const isGroup = (value: SecretValue): value is Readonly<Record<string, pulumi.Input<string>>> =>
  typeof value === "object" && !pulumi.Output.isInstance(value) && !(value instanceof Promise);

/** A secret that functions read by name at run time, so that neither code nor environment contains it. */
export class SecretParameter extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  private readonly arn: pulumi.Output<string>;

  constructor(name: string, secret: SecretValue, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:SecretParameter", name, {}, opts);
    const value = isGroup(secret) ? pulumi.jsonStringify(secret) : secret;
    const parameter = new aws.ssm.Parameter(
      name,
      { type: "SecureString", value },
      { parent: this },
    );
    this.name = parameter.name;
    this.arn = parameter.arn;
    this.registerOutputs({ name: this.name });
  }

  /** For functions that read the secret; the variable holds the parameter's name. */
  bindAs(variable: string): Binding {
    return { environment: { [variable]: this.name }, permissions: [this.read()] };
  }

  /**
   * Needs no kms:Decrypt: the parameter is encrypted with the account's default key, whose policy lets
   * every principal decrypt, through SSM, the parameters that it may read
   * (docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html).
   */
  private read(): Permission {
    return { actions: ["ssm:GetParameter"], resource: this.arn };
  }
}
