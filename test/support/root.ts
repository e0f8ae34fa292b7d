import sinon from "sinon";

// The SDK's advice to leave Node 20 says nothing about a test.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export const mochaHooks = {
  afterEach: () => sinon.restore(),
};
