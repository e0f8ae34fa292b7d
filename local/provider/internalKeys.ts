import type { Fields } from "../fields";

/**
 * The bridge of Terraform providers lists under this key of the inputs which of them are defaults, among them
 * generated names (pulumi-terraform-bridge, pkg/reservedkeys).
 */
export const defaultsKey = "__defaults";

/** Keys of the bridge, which are no properties of the resource. */
export const isInternal = (key: string): boolean => key.startsWith("__");

export const publicFields = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !isInternal(key)));
