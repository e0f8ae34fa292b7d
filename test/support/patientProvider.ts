import type { Fields } from "../../local/fields";
import type { AwsProvider, ResourceName } from "../../local/provider/awsProvider";
import { types } from "./recordedStack";

/** Of an invocation on a busy machine, which starts many functions at once. */
const timeoutSeconds = 120;

const withTimeout = ({ type }: ResourceName, inputs: Fields): Fields =>
  type === types.function ? { ...inputs, timeout: timeoutSeconds } : inputs;

/** Gives functions more time than declared: here they share the cores, and on AWS each has its own. */
export const patientProvider = (provider: AwsProvider): AwsProvider => ({
  ...provider,
  create: (resource, inputs) => provider.create(resource, withTimeout(resource, inputs)),
  update: (id, resource, inputs) => provider.update(id, resource, withTimeout(resource, inputs)),
});
