import { writeFileSync } from "node:fs";
import path from "node:path";
import { declareStack } from "../../local/declareStack";
import { localSettings } from "../../local/localSettings";
import { deployPolicy, readPolicy } from "./rolePolicies";

const documents = path.join(__dirname, "..", "..", "docs");

/** Settings that no stack file holds, or holds encrypted; their values do not affect which resources are declared. */
const config = {
  ...localSettings,
  storeHash: "any",
  accessToken: "of-no-account",
  webhookSecret: "sixteen-letters-and-more",
};

/** Generates the policies in docs/ from the declared resources. */
const write = async (): Promise<void> => {
  const { resources } = await declareStack({ stack: "prod", config });
  const declared = resources.map(({ inputs, ...rest }) => ({ ...rest, props: inputs }));
  const policies = { "deploy-policy": deployPolicy(declared), "read-policy": readPolicy(declared) };
  for (const [name, policy] of Object.entries(policies)) {
    writeFileSync(path.join(documents, `${name}.json`), `${JSON.stringify(policy, null, 2)}\n`);
  }
};

void write();
