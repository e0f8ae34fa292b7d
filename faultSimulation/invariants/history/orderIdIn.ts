export const orderIdInBody = (body: string): number | undefined =>
  matchedId(/"orderId":(\d+)/, body);

export const orderIdInPath = (path: string): number | undefined =>
  matchedId(/^\/v2\/orders\/(\d+)/, path);

const matchedId = (pattern: RegExp, text: string): number | undefined => {
  const [, id] = pattern.exec(text) ?? [];
  return id === undefined ? undefined : Number(id);
};
