import assert from "node:assert/strict";
import { unsignedAuthorization } from "../../local/services/awsService";
import type { EmbeddedCloud } from "../../local/embeddedCloud";
import { aCloud, aFunction, aRole, stateOf, stopClouds } from "./declared";

const authorization = unsignedAuthorization("lambda", "us-east-1");

/** Sends what `aws lambda invoke` sends. */
const invoke = (
  { endpoint }: EmbeddedCloud,
  name: string,
  body = "",
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: "POST",
    headers: { authorization, ...headers },
    body,
  });

describe("the local API of Lambda", function () {
  this.timeout(30_000);
  afterEach(stopClouds);

  const echo = aFunction("echo", "return { received: event };");

  it("invokes a function by its name or ARN with the payload, and responds with the result", async () => {
    const cloud = await aCloud([echo]);
    for (const key of ["name", "arn"]) {
      const response = await invoke(cloud, stateOf(echo, key), '{"order":1}');
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("x-amz-executed-version"), "$LATEST");
      assert.deepEqual(await response.json(), { received: { order: 1 } });
    }
  });

  it("invokes a function without a payload with an empty event", async () => {
    const cloud = await aCloud([echo]);
    const response = await invoke(cloud, stateOf(echo, "name"));
    assert.deepEqual(await response.json(), { received: {} });
  });

  it("responds 200 with a header when the function fails", async () => {
    const broken = aFunction("broken", "throw new TypeError('no order');");
    const response = await invoke(await aCloud([broken]), stateOf(broken, "name"), "{}");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("x-amz-function-error"), "Unhandled");
    const { errorType, errorMessage } = (await response.json()) as Record<string, string>;
    assert.deepEqual([errorType, errorMessage], ["TypeError", "no order"]);
  });

  it("responds 404 for a function that does not exist", async () => {
    const response = await invoke(await aCloud([echo]), "other", "{}");
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("x-amzn-errortype"), "ResourceNotFoundException");
  });

  it("refuses asynchronous invocations, which are not emulated", async () => {
    const headers = { "x-amz-invocation-type": "Event" };
    const response = await invoke(await aCloud([echo]), stateOf(echo, "name"), "{}", headers);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /no invocations of the type Event/);
  });

  it("lets a function invoke another only where its role allows it", async () => {
    const statement = { Action: "lambda:InvokeFunction", Resource: stateOf(echo, "arn") };
    const body = `
      const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: key } = process.env;
      const path = "/2015-03-31/functions/${stateOf(echo, "name")}/invocations";
      const authorization = \`AWS4-HMAC-SHA256 Credential=\${key}/20200101/us-east-1/lambda/aws4_request\`;
      const response = await fetch(url + path, { method: "POST", headers: { authorization } });
      return response.status;`;
    const allowed = aRole("allowed", statement);
    const denied = aRole("denied", { ...statement, Resource: `${statement.Resource}-other` });
    const callers = [allowed, denied].map(([role]) =>
      aFunction(role!.name, body, { role: stateOf(role!, "arn") }),
    );
    const cloud = await aCloud([echo, ...allowed, ...denied, ...callers]);
    assert.equal((await cloud.invoke("allowed", {})).result, 200);
    assert.equal((await cloud.invoke("denied", {})).result, 403);
  });
});
