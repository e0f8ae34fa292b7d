import { Failure } from "../domain/failure";

/** Names the purpose of an AWS call that fails; the SDK has made three attempts by then. */
export const awsCall = async <T>(purpose: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw new Failure("aws.failed", `${purpose} failed: ${describe(error)}`, { cause: error });
  }
};

/** As `awsCall` for a conditional write: false when the condition did not hold. */
export const conditionalCall = async (
  purpose: string,
  call: () => Promise<unknown>,
): Promise<boolean> => {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
    throw new Failure("aws.failed", `${purpose} failed: ${describe(error)}`, { cause: error });
  }
};

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
