import type { JsonObject } from "../json";
import type { Reply } from "./httpMessages";

/** V2 returns an error as an array of one object. */
export const v2Error = (status: number, message: string, details?: JsonObject): Reply => ({
  status,
  body: [{ status, message, ...(details ? { details } : {}) }],
});

export const notFound = v2Error(404, "The requested resource was not found.");

export const invalidField = (field: string, reason?: string): Reply =>
  v2Error(
    400,
    `The field '${field}' is invalid.`,
    reason === undefined ? undefined : { invalid_reason: reason },
  );

export const missingField = (field: string): Reply =>
  v2Error(400, `The required field '${field}' was not supplied.`);

export const readOnlyField = (field: string): Reply =>
  v2Error(
    400,
    `The field '${field}' cannot be written to. Please remove it from your request before trying again.`,
  );

const statusCodes = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes";

/** V3 returns an error as an object. */
export const v3Error = (
  status: number,
  title: string,
  errors?: Readonly<Record<string, string>>,
): Reply => ({
  status,
  body: { status, title, type: statusCodes, ...(errors ? { errors } : {}) },
});
