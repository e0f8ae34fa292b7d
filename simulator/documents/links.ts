/** The target of links in responses. A server sets the base to its own URL, so that clients can follow links. */
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
