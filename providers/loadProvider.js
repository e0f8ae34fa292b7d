"use strict";
// Loads a dynamic provider of this folder from its TypeScript source. Plain JavaScript, because Pulumi's host
// of dynamic providers is plain Node. The state holds, for each webhook, the line of code that calls this
// file (infra/bigCommerceWebhook.ts) instead of the provider's whole code, so this file must stay where it
// is: stacks that were deployed years ago name it.
const { createRequire } = require("node:module");
const path = require("node:path");
const { compileFunction } = require("node:vm");
const { buildSync } = require("esbuild");

const bundle = (file) => {
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // node-fetch depends on a URL parser for old versions of Node, which warns in new ones.
    alias: { "whatwg-url": "node:url" },
    keepNames: true,
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0].text;
};

const loadProvider = (name) => {
  const file = path.join(__dirname, `${name}.ts`);
  const loaded = { exports: {} };
  const run = compileFunction(bundle(file), ["module", "exports", "require"], {
    filename: `${file}.bundled.js`,
  });
  run(loaded, loaded.exports, createRequire(file));
  return loaded.exports.provider();
};

module.exports = { loadProvider };
