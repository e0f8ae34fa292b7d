"use strict";
// Lambda's runtime for Node: fetches an event, calls the handler, posts the response. It is plain
// JavaScript without imports of this project, because it runs where only the uploaded code exists.
const http = require("node:http");
const path = require("node:path");
const { setInterval } = require("node:timers");

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root, _HANDLER: handlerName } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const exitCodeOfCrash = 129;

// Ctrl-C reaches every process of the terminal; the host process decides when this one ends.
process.on("SIGINT", () => undefined);

// Lambda kills a function that takes more memory than it has. The heap's own limit (heapFlags.ts) leaves out
// buffers and compiled code.
const memoryBytes = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * 1024 * 1024;
const limitMemory = () => {
  if (process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, "SIGKILL");
};
setInterval(limitMemory, 50).unref();

const call = (method, route, body) =>
  new Promise((resolve, reject) => {
    const address = `http://${api}/2018-06-01/runtime${route}`;
    const request = http.request(address, { method, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ headers: response.headers, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });

const describe = (thrown) =>
  thrown instanceof Error
    ? {
        errorType: thrown.name,
        errorMessage: thrown.message,
        trace: (thrown.stack ?? "").split("\n"),
      }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };

const logError = (requestId, title, report) =>
  process.stderr.write(
    `${new Date().toISOString()}\t${requestId}\tERROR\t${title}\t${JSON.stringify(report)}\n`,
  );

/** Marks the end of this invocation's output for the host. */
const endLogs = (requestId) => {
  process.stdout.write(`\u0000${requestId}\n`);
  process.stderr.write(`\u0000${requestId}\n`);
};

let currentRequest;

const crash = async (errorType, thrown) => {
  const report = { ...describe(thrown), errorType };
  logError(currentRequest ?? "undefined", errorType, report);
  if (currentRequest) {
    endLogs(currentRequest);
    await call("POST", `/invocation/${currentRequest}/error`, JSON.stringify(report));
  }
  process.exit(exitCodeOfCrash);
};

const loadHandler = () => {
  const [file, name] = handlerName.split(".");
  const handler = require(path.join(root, file))[name];
  if (typeof handler !== "function") {
    throw Object.assign(new Error(`${handlerName} is undefined or not exported`), {
      name: "Runtime.HandlerNotFound",
    });
  }
  const major = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV)?.[1]);
  if (major >= 24 && handler.length > 2) {
    throw Object.assign(new Error("Callback-based handlers ended with Node.js 24"), {
      name: "Runtime.CallbackHandlerDeprecated",
    });
  }
  return handler;
};

const contextOf = (headers) => ({
  callbackWaitsForEmptyEventLoop: true,
  awsRequestId: headers["lambda-runtime-aws-request-id"],
  invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  getRemainingTimeInMillis: () => Number(headers["lambda-runtime-deadline-ms"]) - Date.now(),
});

const serveOne = async (handler) => {
  const { headers, text } = await call("GET", "/invocation/next");
  const context = contextOf(headers);
  currentRequest = context.awsRequestId;
  process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"];
  let outcome;
  try {
    const result = await handler(JSON.parse(text), context);
    outcome = { route: "response", body: JSON.stringify(result) ?? "null" };
  } catch (error) {
    const report = describe(error);
    logError(currentRequest, "Invoke Error", report);
    outcome = { route: "error", body: JSON.stringify(report) };
  }
  limitMemory();
  endLogs(currentRequest);
  const requestId = currentRequest;
  currentRequest = undefined;
  await call("POST", `/invocation/${requestId}/${outcome.route}`, outcome.body);
};

const run = async () => {
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    const report = describe(error);
    logError("undefined", "Uncaught Exception", report);
    await call("POST", "/init/error", JSON.stringify(report));
    process.exit(1);
  }
  for (;;) await serveOne(handler);
};

process.on("uncaughtException", (error) => void crash("Runtime.UncaughtException", error));
process.on(
  "unhandledRejection",
  (reason) => void crash("Runtime.UnhandledPromiseRejection", reason),
);

// A call fails once the host is gone; then the container exits.
run().catch(() => process.exit(0));
