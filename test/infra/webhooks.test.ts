import assert from "node:assert/strict";
import { isBuiltin } from "node:module";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import {
  ofType,
  onEveryStack,
  only,
  ownSettings,
  plantedSecrets,
  types,
} from "../support/recordedStack";

const scopes = [
  "store/cart/converted",
  "store/order/created",
  "store/order/updated",
  "store/order/statusUpdated",
  "store/order/archived",
  "store/order/refund/created",
];

/** Whatever must exist before a resource: what it depends on, and so on, and what is inside of that. */
const before = (declared: DeclaredStack, resource: DeclaredResource): Set<string> => {
  const urns = new Set<string>();
  const visit = ({ dependencies, parent }: DeclaredResource): void => {
    for (const urn of [...dependencies, ...(parent ? [parent] : [])]) {
      if (urns.has(urn)) continue;
      urns.add(urn);
      declared.resources.filter((each) => each.urn === urn).forEach(visit);
    }
  };
  visit(resource);
  return urns;
};

describe("webhooks at BigCommerce", () => {
  onEveryStack((recorded) => {
    const hooks = () => ofType(recorded(), types.webhook);

    it("are declared, one for each kind of event, for the store and the address of this stack", () => {
      assert.deepEqual(
        hooks().map(({ inputs }) => inputs["scope"]),
        scopes,
      );
      for (const { inputs } of hooks()) {
        const { apiUrl, storeHash, destination, secret } = inputs;
        assert.deepEqual(
          [apiUrl, storeHash, destination, secret],
          [
            "https://api.bigcommerce.com",
            ownSettings.storeHash,
            recorded().outputs["webhookUrl"],
            plantedSecrets.webhookSecret,
          ],
        );
      }
    });

    it("keep their secret a secret in Pulumi's state, and no token at all", () => {
      for (const hook of hooks()) {
        assert.deepEqual(hook.secretInputs, ["secret"]);
        assert.ok(!JSON.stringify(hook).includes(plantedSecrets.accessToken));
      }
    });

    it("come after the address that they call, and after the secret that is known there", () => {
      for (const hook of hooks()) {
        const urns = before(recorded(), hook);
        const needed = [
          only(recorded(), types.stage, "webhooks"),
          only(recorded(), types.parameter, "webhook-secrets"),
          ...ofType(recorded(), types.permission).filter(({ inputs }) =>
            String(inputs["principal"]).startsWith("apigateway"),
          ),
        ];
        assert.equal(needed.length, 3);
        for (const { urn } of needed) assert.ok(urns.has(urn), urn);
      }
    });

    it("bring their provider along as one small file that needs nothing but Node", () => {
      for (const { inputs } of hooks()) {
        const code = String(inputs["__provider"]);
        assert.ok(code.length < 100_000, `${code.length} characters`);
        const required = [...code.matchAll(/(?<![.\w])require\("([^"]+)"\)/g)];
        const packages = required.flatMap(([, name = ""]) => (isBuiltin(name) ? [] : [name]));
        // node-fetch asks for it, and does without where it is missing.
        assert.deepEqual(packages, ["encoding"]);
      }
    });
  });
});
