import sinon from "sinon";

// The SDK's deprecation warning about Node 20 would clutter the output of the tests.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export const mochaHooks = {
  afterEach: () => sinon.restore(),
};
