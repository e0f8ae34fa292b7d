import { type Failure, toFailure } from "../domain/failure";

/** What is thrown, as an outcome: for those who have to answer, and for batches that answer for each message alone. */
export const catchFailure = async <T>(act: () => Promise<T>): Promise<T | Failure> => {
  try {
    return await act();
  } catch (thrown) {
    return toFailure(thrown);
  }
};
