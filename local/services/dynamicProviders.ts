import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";
import type { dynamic } from "@pulumi/pulumi";
import { Config } from "@pulumi/pulumi/cmd/dynamic-provider/config";
import type { Fields } from "../fields";

type Provider = dynamic.ResourceProvider<Fields, Fields>;

/** Pulumi's dynamic providers, which create resources outside of this cloud. */
export interface DynamicProviders {
  /** As `pulumi up` does, with the provider whose code is the input `__provider`. */
  readonly create: (inputs: Fields) => Promise<void>;
  /** Deletes them in reverse order, as `pulumi destroy` does. */
  readonly destroy: () => Promise<void>;
}

interface DynamicProvidersOptions {
  readonly project: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Pulumi evaluates the code of a dynamic provider in the project's folder. */
const requireFromProject = createRequire(path.join(__dirname, "..", "..", "index.ts"));

/** Evaluates a provider's code, as Pulumi's dynamic provider for Node does. */
const load = (code: string): Provider => {
  const module: { exports: { handler?: () => Provider } } = { exports: {} };
  const names = ["module", "exports", "require"];
  const run = compileFunction(code, names) as (...values: unknown[]) => void;
  run(module, module.exports, requireFromProject);
  if (!module.exports.handler) throw new Error("A dynamic provider's code exports no handler");
  return module.exports.handler();
};

export const dynamicProviders = ({
  project,
  config,
}: DynamicProvidersOptions): DynamicProviders => {
  const loaded = new Map<string, Provider>();
  const created: (() => Promise<void>)[] = [];
  const find = async (code: string): Promise<Provider> => {
    const cached = loaded.get(code);
    if (cached) return cached;
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
