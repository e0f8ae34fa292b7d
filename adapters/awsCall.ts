import { describeThrown, Failure } from "../domain/failure";

/** Names the purpose of an AWS call that fails; the SDK has made three attempts by then. */
export const awsCall = async <T>(purpose: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw new Failure("aws.failed", `${purpose} failed: ${describeThrown(error)}`, {
      cause: error,
    });
  }
};

/** As `awsCall` for a conditional write: undefined when the condition did not hold. */
export const conditionalResult = async <T extends object>(
  purpose: string,
  call: () => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException")
      return undefined;
    throw new Failure("aws.failed", `${purpose} failed: ${describeThrown(error)}`, {
      cause: error,
    });
  }
};

/** As `awsCall` for a conditional write: false when the condition did not hold. */
export const conditionalCall = async (
  purpose: string,
  call: () => Promise<object>,
): Promise<boolean> => (await conditionalResult(purpose, call)) !== undefined;
