import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { alertText, runbookPage } from "../../domain/alert";
import { Failure, failureCodes } from "../../domain/failure";
import { parseMessage } from "../../domain/orderMessage";
import { pasted } from "../support/alertCommand";
import { alertLinks, anAlert } from "../support/anAlert";
import { commands, root, textOf } from "./documents";

const folder = "docs/runbooks";
const pages = readdirSync(path.join(root, folder)).filter((page) => page !== "README.md");

describe("the runbooks", () => {
  for (const code of failureCodes) {
    it(`hold the page that alerts of ${code} link, with meaning, diagnosis and remedy`, () => {
      const text = alertText(anAlert({ code }), alertLinks);
      const link = /^Runbook: (.*)$/m.exec(text)?.[1] ?? "";
      assert.ok(existsSync(path.join(root, link)), link);
      const page = textOf(link);
      assert.ok(page.startsWith(`# ${code}\n`));
      for (const part of ["What it means.", "How to look.", "What to do."])
        assert.ok(page.includes(`**${part}**`), part);
    });
  }

  it("list each page, and each code with its page", () => {
    const list = textOf(`${folder}/README.md`);
    for (const page of pages) assert.ok(list.includes(`(${page})`), page);
    for (const code of failureCodes)
      assert.ok(list.includes(`[\`${code}\`](${runbookPage(code)})`), code);
  });

  it("confirm subscriptions so that an unsubscribe link does not end them, and replace none", () => {
    const lines = commands().map(({ line }) => line.trim());
    const confirming = lines.filter((line) => line.startsWith("aws sns confirm-subscription"));
    assert.ok(confirming.length > 1);
    for (const line of confirming) assert.match(line, / --authenticate-on-unsubscribe true$/);
    assert.deepEqual(
      lines.filter((line) => /^pulumi .*--(target-)?replace/.test(line)),
      [],
    );
  });

  it("redrive one order by a message that the service parses", () => {
    const lines = textOf(`${folder}/redriving.md`).split("\n");
    const command = lines.find((line) => line.startsWith("aws sqs send-message")) ?? "";
    const filledIn = command.replace("<queueUrls.orders>", "url").replace("<order id>", "7");
    const message = parseMessage(pasted(filledIn).body);
    assert.ok(!(message instanceof Failure));
    assert.deepEqual([message.orderId, message.reason], [7, "redrive"]);
  });
});
