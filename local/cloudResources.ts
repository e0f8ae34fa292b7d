import { declaredAccess } from "./access/declaredAccess";
import type { CloudServices } from "./cloudServices";
import type { DeclaredResource } from "./declareStack";
import { importIdOf } from "./importIds";
import { kindOf } from "./resourceKinds";

/** The resources that exist in an embedded cloud. */
export interface CloudResources {
  /** @throws for a type that the embedded cloud does not know; the resource does not exist then */
  readonly create: (resource: DeclaredResource) => Promise<void>;
  /** The resource, found by type and id, has these inputs from now on. */
  readonly update: (resource: DeclaredResource) => Promise<void>;
  readonly delete: (resource: DeclaredResource) => Promise<void>;
  /** The resource exists already: AWS made the resource for a request of somebody else. */
  readonly adopt: (resource: DeclaredResource) => void;
  /** The resource, found by type and id, exists no more. */
  readonly forget: (resource: Pick<DeclaredResource, "type" | "id">) => void;
  /** In the order of creation. */
  readonly list: () => readonly DeclaredResource[];
  /** By type and id. */
  readonly find: (type: string, id: string) => DeclaredResource | undefined;
  /** By type and the id that `pulumi import` takes. */
  readonly findImported: (type: string, importId: string) => DeclaredResource | undefined;
  /** By type and logical name. @throws where there is none */
  readonly named: (type: string, name: string) => DeclaredResource;
}

const keyOf = ({ type, id }: Pick<DeclaredResource, "type" | "id">): string => `${type} ${id}`;

/** Components have no id. */
const isStored = ({ custom }: DeclaredResource): boolean => custom;

export const cloudResources = (cloud: CloudServices): CloudResources => {
  const stored = new Map<string, DeclaredResource>();
  const list = (): readonly DeclaredResource[] => [...stored.values()];

  const store = (resource: DeclaredResource): void => {
    stored.set(keyOf(resource), resource);
    cloud.access.replaceAccess(declaredAccess(list()));
  };
  const remove = (resource: Pick<DeclaredResource, "type" | "id">): void => {
    stored.delete(keyOf(resource));
    cloud.access.replaceAccess(declaredAccess(list()));
  };

  return {
    async create(resource) {
      const kind = kindOf(resource);
      if (!isStored(resource)) return;
      store(resource);
      try {
        await kind.create(resource, cloud);
      } catch (error) {
        remove(resource);
        throw error;
      }
    },
    async update(resource) {
      const previous = stored.get(keyOf(resource));
      const kind = kindOf(resource);
      store(resource);
      if (kind.update) return kind.update(resource, cloud);
      await kind.delete(previous ?? resource, cloud);
      await kind.create(resource, cloud);
    },
    async delete(resource) {
      await kindOf(resource).delete(resource, cloud);
      remove(resource);
    },
    adopt: store,
    forget: remove,
    list,
    find: (type, id) => stored.get(keyOf({ type, id })),
    findImported: (type, importId) =>
      list().find((each) => each.type === type && importIdOf(each, cloud.topics) === importId),
    named: (type, name) => {
      const found = list().find((resource) => resource.type === type && resource.name === name);
      if (!found) throw new Error(`The stack declares no ${type} called ${name}`);
      return found;
    },
  };
};
