import assert from "node:assert/strict";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { startEmbeddedCloud } from "../../local/embeddedCloud";
import { listenOnLoopback, readBody } from "../../local/services/httpServer";
import { violationsIn } from "../../policy/rules";
import { codeBlocks } from "../docs/documents";
import { copyProject } from "../support/copiedProject";
import {
  only,
  ownSettings,
  parsedJson,
  policyResources,
  recordedStack,
  types,
  withoutConsumers,
} from "../support/recordedStack";

const blocksIn = (file: string): string[] =>
  codeBlocks(file).flatMap(({ language, code }) => (language === "ts" ? [code] : []));

const [handler = "", declaration = ""] = blocksIn("docs/extending.md");

/** A copy of this project may already have a consumer of that name. */
const renamed = (code: string): string =>
  code.replaceAll("toErp", "asShown").replaceAll("ToErp", "AsShown").replace("to-erp", "as-shown");

/** What prod declares with the documented consumer, which sends orders to this URL. */
const withConsumer = async (url: string): Promise<DeclaredStack> => {
  const { directory, remove } = await copyProject();
  const file = (name: string): string => path.join(directory, name);
  try {
    await mkdir(file("consumers"), { recursive: true });
    await writeFile(file("consumers/asShown.ts"), handler.replace("https://erp.example", url));
    await appendFile(file("index.ts"), renamed(`\n${declaration}`));
    return await declareStack({ stack: "prod", directory, config: ownSettings });
  } finally {
    await remove();
  }
};

const change = (NewImage: object) => ({ Records: [{ dynamodb: { NewImage } }] });

describe("a consumer of orders, declared as documented", () => {
  const received: unknown[] = [];
  const notes: string[] = [];
  let isErpUp = true;
  let declared: DeclaredStack;
  let original: DeclaredStack;
  let stop: () => Promise<void>;
  before(async function () {
    this.timeout(180_000);
    const erp = await listenOnLoopback(
      createServer((request, response) => {
        void readBody(request).then((body) => {
          received.push(JSON.parse(body.toString()));
          response.writeHead(isErpUp ? 200 : 503).end();
        });
      }),
    );
    stop = erp.stop;
    [declared, original] = await Promise.all([
      withConsumer(`http://127.0.0.1:${erp.port}`),
      recordedStack("prod"),
    ]);
  });
  after(() => stop());

  it("obeys every rule of the policy pack", () => {
    assert.deepEqual(violationsIn(policyResources(declared)), []);
  });

  it("adds resources and changes none of the service", () => {
    const urnsIn = (stack: DeclaredStack) => stack.resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urnsIn(withoutConsumers(declared)), urnsIn(withoutConsumers(original)));
    assert.ok(urnsIn(declared).length > urnsIn(withoutConsumers(declared)).length);
  });

  it("may read the stream and write its log, and nothing else", () => {
    const { streamArn } = only(declared, types.table, "orders").state;
    const { policy } = only(declared, types.rolePolicy, "as-shown").inputs;
    const { arn } = only(declared, types.logGroup, "as-shown").state;
    const allowed = (parsedJson(policy) as { Statement: object[] }).Statement;
    assert.deepEqual(allowed, [
      {
        Effect: "Allow",
        Action: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
          (action) => `dynamodb:${action}`,
        ),
        Resource: streamArn,
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${String(arn)}:*`,
      },
    ]);
  });

  it("reads the stream from TRIM_HORIZON and bisects failing batches", () => {
    const { tags, ...inputs } = only(declared, types.mapping, "as-shown").inputs;
    assert.ok(tags);
    assert.deepEqual(inputs, {
      eventSourceArn: only(declared, types.table, "orders").state.streamArn,
      functionName: only(declared, types.function, "as-shown").state.name,
      startingPosition: "TRIM_HORIZON",
      bisectBatchOnFunctionError: true,
    });
  });

  it("runs on the embedded cloud, which notes that streams are not emulated", async () => {
    const onNote = (note: string): void => void notes.push(note);
    const cloud = await startEmbeddedCloud({
      stack: declared,
      onNote,
      registersWebhooks: false,
    });
    try {
      assert.ok(
        notes.includes('"as-shown" is not triggered here: DynamoDB streams are not emulated'),
      );
      const { error } = await cloud.invoke("as-shown", change({ id: { N: "118" } }));
      assert.deepEqual([error, received], [undefined, [{ id: { N: "118" } }]]);
      isErpUp = false;
      const failed = await cloud.invoke("as-shown", change({ id: { N: "119" } }));
      assert.match(JSON.stringify(failed.error), /The ERP answered 503/);
    } finally {
      await cloud.stop();
    }
  }).timeout(60_000);

  it("is declared by the same code in the README", () => {
    assert.deepEqual(blocksIn("README.md"), [declaration]);
  });
});
