/** Where links in answers point. A server replaces the base by its own address, so that they can be followed. */
export interface Links {
  base: string;
  readonly hash: string;
}

export interface Link {
  readonly url: string;
  readonly resource: string;
}

export const link = ({ base, hash }: Links, resource: string): Link => ({
  url: `${base}/stores/${hash}/v2${resource}`,
  resource,
});
