import type { Behaviour } from "../behaviour";
import { v2Error, v3Error } from "./errors";
import type { Reply } from "./httpMessages";

const titles: Readonly<Record<number, string>> = {
  401: "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store.",
  403: "Unauthorized Access. You do not have permission to make this request.",
  404: "The requested resource was not found.",
  405: "Method not allowed.",
  406: "The requested content type is not available.",
  415: "The content type of the request is not supported.",
  429: "Too many requests.",
  500: "Internal server error.",
  502: "Bad gateway.",
  503: "Service unavailable.",
  504: "Gateway timeout.",
};

const titleOf = (status: number): string => titles[status] ?? `Status ${status}`;

/** The HTML page of a proxy in front of the API. */
export const htmlError = (status: number): Reply => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<html>\r\n<head><title>${status} ${titleOf(status)}</title></head>\r\n<body><h1>${titleOf(status)}</h1></body>\r\n</html>\r\n`,
});

/** An error of the gateway in front of the API; its shape on V2 paths is undocumented, so it is a switch. */
export const gatewayError = (
  { gatewayErrors }: Pick<Behaviour, "gatewayErrors">,
  path: string,
  status: number,
): Reply => {
  const title = titleOf(status);
  if (path.startsWith("/v3")) return v3Error(status, title);
  if (gatewayErrors === "html") return htmlError(status);
  if (gatewayErrors === "empty") return { status };
  return gatewayErrors === "array" ? v2Error(status, title) : v3Error(status, title);
};
