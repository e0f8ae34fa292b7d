import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type { dynamic } from "@pulumi/pulumi";
import { Config } from "@pulumi/pulumi/cmd/dynamic-provider/config";

type Fields = Readonly<Record<string, unknown>>;
type Provider = dynamic.ResourceProvider<Fields, Fields>;

/** What the program's own providers made, outside of this cloud. */
export interface DynamicProviders {
  /** Creates a resource by the provider whose code is its input `__provider`, as Pulumi does at `up`. */
  readonly create: (inputs: Fields) => Promise<void>;
  /** Deletes all of them again, as Pulumi does at `destroy`: the last one first. */
  readonly destroy: () => Promise<void>;
}

interface DynamicProvidersOptions {
  readonly project: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Loads a provider's code from its text, as Pulumi's provider for Node does. */
const load = (code: string): Provider => {
  const module: { exports: { handler?: () => Provider } } = { exports: {} };
  const names = ["module", "exports", "require"];
  const run = compileFunction(code, names) as (...values: unknown[]) => void;
  run(module, module.exports, createRequire(__filename));
  if (!module.exports.handler) throw new Error("A provider's code exports no handler");
  return module.exports.handler();
};

export const dynamicProviders = ({
  project,
  config,
}: DynamicProvidersOptions): DynamicProviders => {
  const loaded = new Map<string, Provider>();
  const created: (() => Promise<void>)[] = [];
  const find = async (code: string): Promise<Provider> => {
    const known = loaded.get(code);
    if (known) return known;
    const provider = load(code);
    loaded.set(code, provider);
    await provider.configure?.({ config: new Config({ ...config }, project) });
    return provider;
  };
  return {
    async create({ __provider: code, ...inputs }) {
      const provider = await find(String(code));
      const { id, outs } = await provider.create(inputs);
      created.push(async () => provider.delete?.(id, outs ?? {}));
    },
    async destroy() {
      for (const remove of created.splice(0).reverse()) await remove();
    },
  };
};
