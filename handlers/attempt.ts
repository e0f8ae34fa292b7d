import { type Failure, toFailure } from "../domain/failure";

/** A batch answers for each of its messages alone, so what one of them throws becomes its outcome. */
export const attempt = async <T>(act: () => Promise<T>): Promise<T | Failure> => {
  try {
    return await act();
  } catch (thrown) {
    return toFailure(thrown);
  }
};
