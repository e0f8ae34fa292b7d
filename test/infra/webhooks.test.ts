import assert from "node:assert/strict";
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

/** The URNs of a resource's dependencies and parents, transitively. */
const prerequisitesOf = (declared: DeclaredStack, resource: DeclaredResource): Set<string> => {
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
    const webhooks = () => ofType(recorded(), types.webhook);

    it("are declared once per scope, for the store and the URL of this stack", () => {
      assert.deepEqual(
        webhooks().map(({ inputs }) => inputs["scope"]),
        scopes,
      );
      for (const { inputs } of webhooks()) {
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

    it("are stored with an encrypted secret and without the token", () => {
      for (const webhook of webhooks()) {
        assert.deepEqual(webhook.secretInputs, ["secret"]);
        assert.ok(!JSON.stringify(webhook).includes(plantedSecrets.accessToken));
      }
    });

    it("depend on the endpoint that they call, and on the secret that it verifies", () => {
      for (const webhook of webhooks()) {
        const urns = prerequisitesOf(recorded(), webhook);
        const required = [
          only(recorded(), types.stage, "webhooks"),
          only(recorded(), types.parameter, "webhook-secrets"),
          ...ofType(recorded(), types.permission).filter(({ inputs }) =>
            String(inputs["principal"]).startsWith("apigateway"),
          ),
        ];
        assert.equal(required.length, 3);
        for (const { urn } of required) assert.ok(urns.has(urn), urn);
      }
    });

    it("name their provider in a line, since the state repeats it for each webhook", () => {
      for (const { inputs } of webhooks()) {
        assert.equal(
          inputs["__provider"],
          'exports.handler = () => require("./providers/loadProvider").loadProvider("bigCommerceWebhook");',
        );
      }
    });
  });
});
