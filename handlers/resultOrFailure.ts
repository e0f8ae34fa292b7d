import { type Failure, toFailure } from "../domain/failure";

/** Returns a thrown error as a `Failure`, so that callers can respond and a batch can settle each message separately. */
export const resultOrFailure = async <T>(act: () => Promise<T>): Promise<T | Failure> => {
  try {
    return await act();
  } catch (thrown) {
    return toFailure(thrown);
  }
};
