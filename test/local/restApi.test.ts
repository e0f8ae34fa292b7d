import assert from "node:assert/strict";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { DeclaredResource } from "../../local/declareStack";
import { startRestServer } from "../../local/services/restServer";
import { tokenBucket } from "../../local/services/tokenBucket";
import { aCloud, aFunction, declared, stageUrl, stateOf, stopClouds } from "./declared";

const integration = (worker: DeclaredResource) => ({
  "x-amazon-apigateway-integration": {
    uri: stateOf(worker, "invokeArn"),
    httpMethod: "POST",
    type: "aws_proxy",
  },
});

const anApi = (
  worker: DeclaredResource,
  paths: readonly (readonly [path: string, verb: string])[],
  extra: object = {},
): DeclaredResource[] => {
  const api = declared("aws:apigateway/restApi:RestApi", "api", {
    body: JSON.stringify({
      swagger: "2.0",
      "x-amazon-apigateway-binary-media-types": ["*/*"],
      paths: Object.fromEntries(
        paths.map(([path, verb]) => [path, { [verb]: integration(worker) }]),
      ),
      ...extra,
    }),
  });
  const stage = declared("aws:apigateway/stage:Stage", "api", { restApi: api.id, stageName: "v1" });
  return [worker, api, stage];
};

const settings = ([, , stage]: readonly DeclaredResource[], rate: number, burst: number) =>
  declared("aws:apigateway/methodSettings:MethodSettings", "throttle", {
    restApi: stage?.inputs.restApi,
    stageName: "v1",
    methodPath: "*/*",
    settings: { throttlingRateLimit: rate, throttlingBurstLimit: burst },
  });

const echo = aFunction(
  "echo",
  "return { statusCode: 201, headers: { 'X-Seen': 'yes' }, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: JSON.stringify(event) };",
);
const post = (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => fetch(url, { method: "POST", body, headers });

describe("a local REST API", function () {
  this.timeout(30_000);
  afterEach(stopClouds);

  it("passes a request as a proxy event with a base64 body, and returns the function's response", async () => {
    const cloud = await aCloud(anApi(echo, [["/cart-converted", "post"]]));
    const url = `${stageUrl(cloud)}/cart-converted?a=1&a=2`;
    const response = await post(url, '{"ü":1}', { "X-Webhook-Secret": "s" });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-seen"), "yes");
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    const event = (await response.json()) as APIGatewayProxyEvent;
    assert.equal(event.resource, "/cart-converted");
    assert.equal(event.path, "/cart-converted");
    assert.equal(event.httpMethod, "POST");
    assert.equal(event.isBase64Encoded, true);
    assert.equal(Buffer.from(event.body ?? "", "base64").toString("utf8"), '{"ü":1}');
    const secret = Object.entries(event.headers).find(([name]) => /^x-webhook-secret$/i.test(name));
    assert.equal(secret?.[1], "s");
    assert.deepEqual(event.multiValueQueryStringParameters, { a: ["1", "2"] });
    assert.deepEqual(event.queryStringParameters, { a: "2" });
    assert.equal(event.pathParameters, null);
    assert.equal(event.requestContext.stage, "v1");
    assert.equal(event.requestContext.path, "/v1/cart-converted");
    assert.ok(event.requestContext.requestId);
  });

  it("passes a null body if the request has none", async () => {
    const cloud = await aCloud(anApi(echo, [["/ping", "get"]]));
    const event = (await (await fetch(`${stageUrl(cloud)}/ping`)).json()) as APIGatewayProxyEvent;
    assert.equal(event.body, null);
    assert.equal(event.isBase64Encoded, false);
  });

  it("reads parameters from the path", async () => {
    const cloud = await aCloud(
      anApi(echo, [["/hooks/{scope}/{rest+}", "x-amazon-apigateway-any-method"]]),
    );
    const response = await post(`${stageUrl(cloud)}/hooks/a%20b/c/d`, "x");
    const { pathParameters } = (await response.json()) as APIGatewayProxyEvent;
    assert.deepEqual(pathParameters, { scope: "a b", rest: "c/d" });
  });

  it("responds 403 to a path or method without a route, and invokes nothing", async () => {
    const lines: string[] = [];
    const worker = aFunction("quiet", "console.log('ran'); return { statusCode: 200 };");
    const onLog = ({ line }: { line: string }) => void lines.push(line);
    const cloud = await aCloud(anApi(worker, [["/here", "post"]]), { onLog });
    for (const response of [
      await post(`${stageUrl(cloud)}/there`, "x"),
      await fetch(`${stageUrl(cloud)}/here`),
    ]) {
      assert.equal(response.status, 403);
      assert.deepEqual(await response.json(), { message: "Missing Authentication Token" });
    }
    assert.deepEqual(lines, []);
  });

  it("responds to a missing route as the API declares", async () => {
    const extra = {
      "x-amazon-apigateway-gateway-responses": {
        MISSING_AUTHENTICATION_TOKEN: {
          statusCode: 404,
          responseTemplates: { "application/json": '{"message":"404 Not found"}' },
        },
      },
    };
    const cloud = await aCloud(anApi(echo, [["/here", "post"]], extra));
    const response = await post(`${stageUrl(cloud)}/there`, "x");
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), { message: "404 Not found" });
  });

  for (const [title, body] of [
    ["throws", "throw new Error('boom');"],
    ["returns something else than a proxy response", "return 'hello';"],
    ["returns no status", "return { body: 'hello' };"],
  ] as const) {
    it(`responds 502 without a reason when the function ${title}`, async () => {
      const cloud = await aCloud(anApi(aFunction("bad", body), [["/x", "post"]]));
      const response = await post(`${stageUrl(cloud)}/x`, "x");
      assert.equal(response.status, 502);
      assert.deepEqual(await response.json(), { message: "Internal server error" });
    });
  }

  it("responds 413 to a body above 10 MB", async () => {
    const cloud = await aCloud(anApi(echo, [["/x", "post"]]));
    const response = await post(`${stageUrl(cloud)}/x`, new Uint8Array(10 * 1024 * 1024 + 1));
    assert.equal(response.status, 413);
  });

  it("responds 429 when the declared burst is used up", async () => {
    const worker = aFunction("quick", "return { statusCode: 200, body: '' };");
    const api = anApi(worker, [["/x", "post"]]);
    const cloud = await aCloud([...api, settings(api, 0.001, 2)]);
    const statuses = [];
    for (const body of ["1", "2", "3"]) {
      statuses.push((await post(`${stageUrl(cloud)}/x`, body)).status);
    }
    assert.deepEqual(statuses, [200, 200, 429]);
  });

  it("responds 504 when the function takes longer than API Gateway waits", async () => {
    const invoke = () => new Promise<never>(() => undefined);
    const server = await startRestServer({
      region: "us-east-1",
      accountId: "0",
      invoke,
      integrationTimeoutMs: 20,
      denial: () => undefined,
      onResponse: () => undefined,
    });
    const definition = {
      routes: [{ method: "POST", resource: "/x", functionArn: "never" }],
      binaryMediaTypes: [],
      notFound: { status: 403, body: "" },
    };
    server.putStage({ apiId: "api", apiName: "api", name: "v1", definition, variables: null });
    const response = await post(
      server.localUrl("https://api.execute-api.us-east-1.amazonaws.com/v1/x"),
      "x",
    );
    await server.stop();
    assert.equal(response.status, 504);
    assert.deepEqual(await response.json(), { message: "Endpoint request timed out" });
  });

  it("rejects a route that is not a Lambda proxy", async () => {
    const api = declared("aws:apigateway/restApi:RestApi", "api", {
      body: JSON.stringify({
        paths: { "/x": { get: { "x-amazon-apigateway-integration": { type: "mock" } } } },
      }),
    });
    await assert.rejects(aCloud([api]), /The route get \/x is not a Lambda proxy/);
  });
});

describe("tokenBucket", () => {
  it("admits the burst at once and then the rate", () => {
    let nowMs = 0;
    const mayPass = tokenBucket({ ratePerSecond: 10, burst: 3, nowMs: () => nowMs });
    assert.deepEqual([mayPass(), mayPass(), mayPass(), mayPass()], [true, true, true, false]);
    nowMs = 100;
    assert.deepEqual([mayPass(), mayPass()], [true, false]);
    nowMs = 60_000;
    assert.deepEqual([mayPass(), mayPass(), mayPass(), mayPass()], [true, true, true, false]);
  });
});
