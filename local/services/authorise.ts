export interface AccessQuestion {
  /** The function that asks; undefined for tests and this program themselves. */
  readonly caller: string | undefined;
  readonly service: string;
  readonly action: string;
  readonly resource: string;
}

/** Answers why the call is denied, or undefined when it is allowed. */
export type Authorise = (question: AccessQuestion) => string | undefined;

/** Every call is allowed until declared roles are read: the one place where that will happen. */
export const allowAll: Authorise = () => undefined;
