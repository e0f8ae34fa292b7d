import type { AwsProvider } from "../../local/provider/awsProvider";
import { types } from "./recordedStack";

/**
 * Updates a function as the AWS provider does, in two calls: configuration first, code second
 * (terraform-provider-aws, `resourceFunctionUpdate`). In between the function runs the code of before with
 * the variables of after.
 */
export const staggeredProvider = (
  provider: AwsProvider,
  betweenCalls: (functionName: string) => Promise<void>,
): AwsProvider => ({
  ...provider,
  async update(id, resource, inputs) {
    const code = provider.read(id, resource, inputs)?.inputs["code"];
    if (resource.type !== types.function) return provider.update(id, resource, inputs);
    await provider.update(id, resource, { ...inputs, code });
    await betweenCalls(resource.name);
    return provider.update(id, resource, inputs);
  },
});
