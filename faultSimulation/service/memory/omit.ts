export const omit = <T extends object>(object: T, fields: readonly string[]): T => {
  const rest = { ...object };
  for (const field of fields) Reflect.deleteProperty(rest, field);
  return rest;
};
