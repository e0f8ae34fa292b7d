import { awsAttempts, awsRequestMs } from "../domain/timeLimits";

/** Limits of every AWS client. `requestTimeout` ends with the headers of a response; `socketTimeout` watches the body. */
export const awsClientConfig = {
  maxAttempts: awsAttempts,
  requestHandler: {
    requestTimeout: awsRequestMs,
    throwOnRequestTimeout: true,
    socketTimeout: awsRequestMs,
  },
};
