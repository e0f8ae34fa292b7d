import type { AwsResponse } from "./awsService";

const escapeXml = (text: string): string =>
  text.replace(/[<>&]/g, (sign) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;" })[sign] ?? sign);

const xml = (status: number, body: string): AwsResponse => ({
  status,
  headers: { "content-type": "text/xml" },
  body,
});

export const element = (name: string, text: string): string =>
  `<${name}>${escapeXml(text)}</${name}>`;

/** A response of AWS's query protocol; `result` is XML. */
export const queryResponse = (action: string, namespace: string, result: string): AwsResponse =>
  xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${action}Response>`,
  );

/** The error format of AWS's query protocol. */
export const queryError = (
  namespace: string,
  status: number,
  { code, message }: { readonly code: string; readonly message: string },
): AwsResponse =>
  xml(
    status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type>${element("Code", code)}${element("Message", message)}` +
      `</Error><RequestId>local</RequestId></ErrorResponse>`,
  );
