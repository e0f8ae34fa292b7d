import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { failureCodes, formerCodes } from "../domain/failure";
import { logEvents } from "../domain/logEvent";

const root = path.join(__dirname, "..");
const folders = [
  "adapters",
  "bench",
  "domain",
  "entrypoints",
  "faultSimulation",
  "handlers",
  "infra",
  "local",
  "migration",
  "recovery",
  "policy",
  "providers",
  "release",
  "simulator",
];

/** Names in a dialect of this project's own, which the standard words of the field have replaced. */
const retiredNames = new Set(
  `
  accountOf addsUpAll aftermath agenda alertRows beyond calmStage carryOut checkHooks claimEnd cloudReply
  conform conforms conformity coverage coverageOf DeliveryAnswers deliveryAnswers disturbances
  doubtOf echoMarks Echoes Errand everybodysTurn Facility failedDeliveries Figure foreignStore giveBack
  hindmost hookClient HookHealth hookHealth hooksOf HookTrouble isAnnounced isAsWanted isInsistent isMendable
  isPassing isRepeat isTold judgeWebhook KnownHooks knownAs lookAtRows LookAgain measuredLog meddle
  moveHook mostInHand notKept nothingToRun Onlooker overwritingOf overwrittenStatusOf OwnReading paceMs
  parkedMark readPlanned readWhole redelivery registerHook removeHook roomFor secretsInForce seeQuota
  staffChange StoreHooks storeClock StoreReply storeReply straightforward surely sweepStore takeAlong
  tellOverwritten troubles UnwellHook unwatched WantedHook Watch WatchedHook weather webhookProof whyNot witness
`
    .trim()
    .split(/\s+/),
);

const retiredEvents = [
  "alert.held-back",
  "alert.not-raised",
  "alert.raised",
  "alert.unchecked",
  "alert.unnoted",
  "hooks.checked",
  "hooks.unchecked",
  "hooks.unwell",
  "message.parked",
  "message.stuck",
  "messages.not-removed",
  "order.claimed-elsewhere",
  "order.kept",
  "order.known",
  "order.looked-at-again",
  "order.planned",
  "order.settled",
  "order.unfinished",
  "queue.not-received",
  "store.answered",
  "store.unanswered",
];

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const sources = (): string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.posix.join(folder, file.split(path.sep).join("/")),
      ),
    )
    .filter((file) => /(?<!\.d)\.ts$/.test(file))
    .concat("config.ts", "index.ts", "ports.ts");

const declaredNames = (statement: ts.Statement): string[] => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name ? [name.getText()] : [];
};

/** The names of a module's exports, and of the members of its exported types. */
const exportedNames = (text: string): string[] => {
  const module = ts.createSourceFile("module.ts", text, ts.ScriptTarget.ES2022, true);
  const exported = module.statements.filter(
    (statement) =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );
  const members = exported.flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)
      ? statement.members.flatMap(({ name }) => (name ? [name.getText()] : []))
      : [],
  );
  return [...exported.flatMap(declaredNames), ...members];
};

const retiredIn = (file: string, text: string): string[] =>
  [path.basename(file, ".ts"), ...exportedNames(text)]
    .filter((name) => retiredNames.has(name))
    .map((name) => `${file}: ${name}`);

describe("the vocabulary", () => {
  it("keeps retired names out of files, exports and their members", () => {
    assert.ok(sources().length > 100);
    assert.deepEqual(
      sources().flatMap((file) => retiredIn(file, read(file))),
      [],
    );
  });

  it("finds a retired name wherever it returns", () => {
    const text = `
      export const lookAtRows = () => 1;
      export interface Queue { giveBack(): void }
      export class Watch {}
      const takeAlong = 1;
    `;
    assert.deepEqual(retiredIn("handlers/hindmost.ts", text), [
      "handlers/hindmost.ts: hindmost",
      "handlers/hindmost.ts: lookAtRows",
      "handlers/hindmost.ts: Watch",
      "handlers/hindmost.ts: giveBack",
    ]);
  });

  it("keeps retired log events and failure codes out of the closed lists", () => {
    const retiredCodes = new Set<string>(Object.values(formerCodes));
    const events = new Set<string>(retiredEvents);
    assert.deepEqual(
      failureCodes.filter((code) => retiredCodes.has(code)),
      [],
    );
    assert.deepEqual(
      logEvents.filter((event) => events.has(event)),
      [],
    );
  });
});

describe("log events", () => {
  const emitting = sources().filter((file) => /^(adapters|handlers)\//.test(file));

  it("are emitted, all of the closed list", () => {
    const code = emitting.map(read).join("\n");
    assert.deepEqual(
      logEvents.filter((event) => !code.includes(`"${event}"`)),
      [],
    );
  });

  it("stand in the table of docs/log-events.md, and no others do", () => {
    const rows = [...read("docs/log-events.md").matchAll(/^\| `([a-z]+\.[a-z-]+)`/gm)];
    assert.deepEqual(rows.map(([, event]) => event).sort(), [...logEvents].sort());
  });
});
