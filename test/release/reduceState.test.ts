import assert from "node:assert/strict";
import { reduceState, storeUrl } from "../../release/state/reduceState";

const asset = "c44067f5952c0a294b673a41bacd8c17";
const signature = "4dabf18193072939515e22adb298388d";
const code = "var a;".repeat(1_000);

const exported = {
  version: 3,
  deployment: {
    manifest: { time: "2026-11-26T18:56:53Z", magic: "m", version: "v3.248.0" },
    secrets_providers: { type: "passphrase" },
    resources: [
      {
        urn: "b",
        created: "2026-11-26T18:56:53Z",
        modified: "2026-11-26T18:56:53Z",
        sourcePosition: "project:///../a-user/index.ts#1,1",
        stackTrace: [{ sourcePosition: "project:///../a-user/index.ts#1,1" }],
        inputs: {
          code: { assets: { "__index.js": { [signature]: asset, hash: "h", text: code } } },
          created: "a property",
          api: "http://127.0.0.1:4001/stores",
          url: "http://127.0.0.1:4002/v1/cart-converted",
          secret: { plaintext: '"planted"' },
        },
      },
      { urn: "a", inputs: { __provider: code, text: "no code" } },
      { urn: "c", inputs: { __provider: "exports.handler = load;" } },
    ],
  },
};

const reduced = () => {
  const text = reduceState(exported, { store: "http://127.0.0.1:4001" });
  return { text, state: JSON.parse(text) as typeof exported };
};

const inputsOf = (index: number): Readonly<Record<string, unknown>> =>
  reduced().state.deployment.resources[index]?.inputs ?? {};

describe("the state of a release", () => {
  it("keeps the hash of code, not its text", () => {
    const kept = JSON.stringify(inputsOf(0)["code"]);
    assert.match(kept, /"hash":"h"/);
    assert.doesNotMatch(reduced().text, /var a/);
    assert.match(String(inputsOf(1)["__provider"]), /keeps no code/);
  });

  it("keeps a provider that only loads its code, and other texts", () => {
    assert.equal(inputsOf(2)["__provider"], "exports.handler = load;");
    assert.equal(inputsOf(1)["text"], "no code");
  });

  it("drops times, source positions and the key of the secrets, not properties of the same name", () => {
    assert.doesNotMatch(reduced().text, /2026|a-user|passphrase/);
    assert.equal(inputsOf(0)["created"], "a property");
  });

  it("names the simulated store and the local API by addresses that nobody can reach", () => {
    assert.equal(inputsOf(0)["api"], `${storeUrl}/stores`);
    assert.equal(inputsOf(0)["url"], "https://gateway.invalid/v1/cart-converted");
  });

  it("keeps the order of the resources, one per line, and sorts their properties", () => {
    const { text, state } = reduced();
    assert.deepEqual(
      state.deployment.resources.map(({ urn }) => urn),
      ["b", "a", "c"],
    );
    assert.equal(text.split("\n").length, 3 + 3);
    assert.deepEqual(Object.keys(inputsOf(0)), ["api", "code", "created", "secret", "url"]);
  });
});
