import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { CloudResources } from "../cloudResources";
import type { DeclaredResource } from "../declareStack";
import type { Fields } from "../fields";
import { mockCall, mockOutputs } from "../mockOutputs";
import { autoNamed } from "./autoNames";
import { awsType } from "./awsTypes";
import { defaultsKey, isInternal, publicFields } from "./internalKeys";
import { hasUnknown, plainFields, secretKeys, unknownValue, unwrapSecrets } from "./propertyValues";
import { replacements } from "./replacements";
import { readOnImport } from "./readOnImport";

/** A resource as the engine names it. */
export interface ResourceName {
  readonly urn: string;
  readonly type: string;
  /** Logical. */
  readonly name: string;
}

export interface Diff {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  /** The new resource could not exist beside the old one, because both have the same name. */
  readonly deleteBeforeReplace: boolean;
}

export interface CreatedResource {
  readonly id: string;
  readonly properties: Fields;
}

export interface AwsProviderOptions {
  readonly region: string;
  /** Where the resources are created. */
  readonly cloud: CloudResources;
  /** Replaces a URL of API Gateway by the one that serves it; returns any other text unchanged. */
  readonly localUrl?: (url: string) => string;
}

/** What Pulumi's engine asks of the provider of AWS resources. Errors carry AWS's own words. */
export interface AwsProvider {
  /** The inputs with defaults, such as a name. @throws for an unsupported type or property */
  check(resource: ResourceName, news: Fields, olds: Fields | undefined, seed: string): Fields;
  diff(resource: ResourceName, oldInputs: Fields, news: Fields): Diff;
  /** What a preview can know of a resource to create: its inputs, and that the rest is unknown. */
  preview(resource: ResourceName, inputs: Fields): Fields;
  create(resource: ResourceName, inputs: Fields): Promise<CreatedResource>;
  /**
   * Undefined where the resource does not exist. A refresh passes the inputs of the state, an import does not:
   * the id is then that of `importIds.ts`.
   */
  read(
    id: string,
    resource: ResourceName,
    oldInputs?: Fields,
  ): (CreatedResource & { inputs: Fields }) | undefined;
  update(id: string, resource: ResourceName, inputs: Fields): Promise<Fields>;
  delete(id: string, resource: ResourceName): Promise<void>;
  call(token: string, inputs: Fields): Fields;
  /** Everything that exists now, in the order of creation. */
  readonly resources: () => readonly DeclaredResource[];
}

/** As the engine gave and got the resource, with secrets marked. */
interface StoredResource {
  readonly inputs: Fields;
  readonly properties: Fields;
}

interface Declaration extends StoredResource {
  readonly declared: DeclaredResource;
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>` */
const stackOf = (urn: string): string => urn.split("::")[0]?.split(":")[2] ?? "";

const assertSupported = (type: string, inputs: Fields): void => {
  if (!(type in replacements)) throw new Error(`The embedded cloud does not know the type ${type}`);
  const { inputs: declared } = awsType(type);
  const unknown = Object.keys(inputs).filter((key) => !isInternal(key) && !declared.has(key));
  if (unknown.length > 0) throw new Error(`${type} has no property ${unknown.join(", ")}`);
};

/**
 * AWS gives a replacement an id of its own, and the replacement exists before the replaced resource is
 * deleted. A resource without a physical name gets its id from what cannot change without a replacement.
 */
const identityOf = ({ type, name }: ResourceName, inputs: Fields): string => {
  if (awsType(type).inputs.has("name")) return name;
  const fixed = (replacements[type] ?? []).map((key) => inputs[key]);
  const digest = createHash("sha256").update(JSON.stringify(fixed)).digest("hex").slice(0, 7);
  return `${name}-${digest}`;
};

export const awsProvider = ({
  region,
  cloud,
  localUrl = (url) => url,
}: AwsProviderOptions): AwsProvider => {
  const stored = new Map<string, Declaration>();
  const keyOf = ({ type }: ResourceName, id: string): string => `${type} ${id}`;

  const declare = (resource: ResourceName, checked: Fields, existingId?: string): Declaration => {
    const { type, name, urn } = resource;
    const inputs = publicFields(checked);
    const plain = plainFields(inputs);
    const identity = { type, name: identityOf(resource, plain), stack: stackOf(urn) };
    const { id, state } = mockOutputs({ ...identity, inputs: plain, region });
    const outputs = Object.fromEntries(
      Object.entries({ ...awsType(type).computed, ...state }).map(([key, value]) => [
        key,
        typeof value === "string" ? localUrl(value) : value,
      ]),
    );
    const declared: DeclaredResource = {
      type,
      name,
      urn,
      custom: true,
      id: existingId ?? id,
      inputs: plain,
      secretInputs: secretKeys(inputs),
      state: { ...outputs, ...plain },
      dependencies: [],
    };
    return { declared, inputs, properties: { ...outputs, ...inputs } };
  };

  /** As this provider stored the resource, unless somebody else made or changed the resource since. */
  const read = (id: string, resource: ResourceName): StoredResource | undefined => {
    const declared = cloud.find(resource.type, id);
    if (!declared) return undefined;
    const own = stored.get(keyOf(resource, id));
    if (own?.declared === declared) return own;
    return { inputs: declared.inputs, properties: declared.state };
  };
  /** A list of defaults survives, unless the list is empty (pulumi-terraform-bridge, `deleteDefaultsKey`). */
  const refresh: AwsProvider["read"] = (id, resource, oldInputs = {}) => {
    const found = read(id, resource);
    const { [defaultsKey]: defaults } = oldInputs;
    const kept = Array.isArray(defaults) && defaults.length > 0 ? { [defaultsKey]: defaults } : {};
    return found && { id, inputs: { ...found.inputs, ...kept }, properties: found.properties };
  };
  /** No input of an import counts as a default, not even a generated name (github.com/pulumi/pulumi/issues/9210). */
  const importExisting: AwsProvider["read"] = (importId, resource) => {
    const { type } = resource;
    const id = cloud.findImported(type, importId)?.id;
    const found = id === undefined ? undefined : read(id, resource);
    if (id === undefined || !found) return undefined;
    const inputs = { ...readOnImport(type, found.inputs), [defaultsKey]: [] };
    return { id, inputs, properties: readOnImport(type, found.properties) };
  };
  const assertExists = (id: string, resource: ResourceName): void => {
    if (cloud.find(resource.type, id)) return;
    throw new Error(`ResourceNotFoundException: ${resource.type} ${id} does not exist`);
  };

  return {
    check(resource, news, olds, seed) {
      assertSupported(resource.type, news);
      return autoNamed(resource, publicFields(news), olds, seed);
    },

    diff({ type }, oldInputs, news) {
      const keys = new Set([...Object.keys(oldInputs), ...Object.keys(news)]);
      const changed = [...keys]
        .filter((key) => !isInternal(key))
        .filter(
          (key) => !isDeepStrictEqual(unwrapSecrets(oldInputs[key]), unwrapSecrets(news[key])),
        );
      const replaces = changed.filter((key) => replacements[type]?.includes(key));
      const keepsName = news["name"] !== undefined && !changed.includes("name");
      return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && keepsName };
    },

    preview({ type }, inputs) {
      const { computed } = awsType(type);
      const { state } = mockOutputs({ type, name: "", inputs: {}, stack: "", region });
      const outputs = Object.keys({ ...computed, ...state }).map((key) => [key, unknownValue]);
      return { ...(Object.fromEntries(outputs) as Fields), ...publicFields(inputs) };
    },

    async create(resource, inputs) {
      if (hasUnknown(inputs)) throw new Error(`${resource.urn} has inputs that are not known`);
      const created = declare(resource, inputs);
      const { declared } = created;
      const { id } = declared;
      if (cloud.find(resource.type, id))
        throw new Error(`ResourceInUseException: ${resource.type} ${id} already exists`);
      await cloud.create(declared);
      stored.set(keyOf(resource, id), created);
      return { id, properties: created.properties };
    },

    read(id, resource, oldInputs) {
      return oldInputs ? refresh(id, resource, oldInputs) : importExisting(id, resource);
    },

    async update(id, resource, inputs) {
      assertExists(id, resource);
      const updated = declare(resource, inputs, id);
      await cloud.update(updated.declared);
      stored.set(keyOf(resource, id), updated);
      return updated.properties;
    },

    async delete(id, resource) {
      const found = cloud.find(resource.type, id);
      if (!found) return;
      if (found.inputs["deletionProtectionEnabled"] === true)
        throw new Error(
          `ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        );
      await cloud.delete(found);
      stored.delete(keyOf(resource, id));
    },

    call: (token, inputs) => mockCall(token, plainFields(inputs), { region }),
    resources: cloud.list,
  };
};
