import assert from "node:assert/strict";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import sinon from "sinon";
import { accessToken, webhookSecrets } from "../../adapters/secrets";
import { toFailure } from "../../domain/failure";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";

const secrets = { secret: "s3cret", previousSecret: "", clientSecret: "" };
const parameter = (name: string, value: string) =>
  aResource("aws:ssm/parameter:Parameter", name, { type: "SecureString", value });

/** What a person may put into the parameter by hand, around a marked secret. */
const malformed: readonly (readonly [name: string, text: string, problem: RegExp])[] = [
  ["bare-secret", "marked-secret", /as JSON: expected object, got text of 13 characters$/],
  ["unquoted-secret", "{secret: marked}", /expected object, got text of 16 characters$/],
  ["quoted-secret", '"marked-secret"', /as JSON: expected object, got text of 13 characters$/],
  ["listed-secret", '["marked"]', /as JSON: expected object, got a list$/],
  ["numeric-secret", '{"secret":87654321}', /expected string at secret, got a number$/],
  [
    "partial-secrets",
    '{"secret":"marked","clientSecret":""}',
    /expected string at previousSecret, got nothing$/,
  ],
];

describe("secrets", () => {
  let aws: AwsEmulator;
  before(async () => {
    aws = await startAwsEmulator([
      parameter("access-token", "token-1"),
      parameter("aging-token", "token-1"),
      parameter("webhook-secrets", JSON.stringify(secrets)),
      parameter("rotated-secrets", JSON.stringify(secrets)),
      ...malformed.map(([name, text]) => parameter(name, text)),
    ]);
  });
  after(() => aws.stop());

  it("reads a token by its parameter's name, and again only past the cache", async () => {
    const { id: Name } = aws.named("access-token");
    const read = accessToken(Name);
    assert.equal(await read(), "token-1");
    await new SSMClient({}).send(
      new PutParameterCommand({ Name, Value: "token-2", Overwrite: true }),
    );
    assert.equal(await read(), "token-1");
    assert.equal(await read({ fresh: true }), "token-2");
    assert.equal(await read(), "token-2");
  });

  it("reads a secret again once the cached one is five minutes old", async () => {
    const { id: Name } = aws.named("aging-token");
    const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    const read = accessToken(Name);
    assert.equal(await read(), "token-1");
    const change = new PutParameterCommand({ Name, Value: "token-2", Overwrite: true });
    await new SSMClient({}).send(change);
    clock.tick(299_000);
    assert.equal(await read(), "token-1");
    clock.tick(2_000);
    assert.equal(await read(), "token-2");
  });

  it("reads the webhook secrets from one parameter", async () => {
    assert.deepEqual(await webhookSecrets(aws.named("webhook-secrets").id)(), secrets);
  });

  it("reads the webhook secrets past the cache, and caches the result", async () => {
    const { id: Name } = aws.named("rotated-secrets");
    const read = webhookSecrets(Name);
    assert.deepEqual(await read(), secrets);
    const rotated = { ...secrets, secret: "n3w", previousSecret: secrets.secret };
    const change = { Name, Value: JSON.stringify(rotated), Overwrite: true };
    await new SSMClient({}).send(new PutParameterCommand(change));
    assert.deepEqual(await read(), secrets);
    assert.deepEqual(await read({ fresh: true }), rotated);
    assert.deepEqual(await read(), rotated);
  });

  it("names a missing parameter", async () => {
    await assert.rejects(
      accessToken("/no/such")(),
      /Reading the parameter \/no\/such failed: .*There is no parameter/,
    );
  });

  for (const [name, , problem] of malformed)
    it(`names what is wrong with ${name}, and shows no secret`, async () => {
      const thrown = await webhookSecrets(aws.named(name).id)().catch((error: unknown) => error);
      const failure = toFailure(thrown);
      assert.match(failure.message, problem);
      const shown = JSON.stringify([failure.message, failure.logFields, failure.stack]);
      assert.doesNotMatch(shown, /marked|87654321/);
    });
});
