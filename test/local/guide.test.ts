import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { EmbeddedCloud } from "../../local/embeddedCloud";
import { startControlServer } from "../../local/start/controlServer";
import { guide } from "../../local/start/guide";
import type { OrderRows } from "../../local/start/orderRows";

const row = { id: 118, state: "acknowledged" };

const rows: OrderRows = {
  all: async () => [row],
  one: async (id) => (id === row.id ? row : undefined),
  close: () => undefined,
};

const cloud = {
  mailbox: { list: () => [] },
  queueDepths: async () => ({}),
  alarmStates: () => ({}),
  runSchedule: async () => ({}),
} as unknown as EmbeddedCloud;

const guideTo = (controlUrl: string, hasRecords: boolean): string =>
  stripVTControlCharacters(
    guide({
      controlUrl,
      hasRecords,
      orderId: row.id,
      storeHash: "abc123",
      webhookSecret: "s",
      webhookUrl: "http://127.0.0.1:1/v1/cart-converted",
    }),
  );

const linksIn = (text: string, url: string): string[] =>
  [...text.matchAll(/(?:-X (POST) )?(http\S+)/g)].flatMap(([, method = "GET", link = ""]) =>
    link.startsWith(url) ? [`${method} ${link.slice(url.length)}`] : [],
  );

describe("the guide after a run", () => {
  let url: string;
  let stop: () => Promise<void>;
  before(async () => {
    ({ url, stop } = await startControlServer({ cloud, rows }));
  });
  after(() => stop());

  it("lists all routes of the control server, and no others", async () => {
    const links = linksIn(guideTo(url, true), url);
    const { message } = (await (await fetch(url)).json()) as { message: string };
    const known = message.replace("Try ", "").split(", ");
    assert.deepEqual(
      [...new Set(links.map((link) => link.replace("/118", "")))].sort(),
      known.sort(),
    );
    for (const link of links) {
      const [method, path = ""] = link.split(" ");
      assert.equal((await fetch(url + path, { method })).status, 200, link);
    }
  });

  it("lists no record after a dry run, which writes none", () => {
    assert.ok(!guideTo(url, false).includes("/orders"));
  });

  it("aligns the descriptions in one column", () => {
    const lines = guideTo(url, true).split("\n");
    const shown = lines.filter((line) => line.includes(`${url}/`));
    const columns = shown.map((line) => line.search(/(?<= {2})(?!curl|http)[a-z]/));
    assert.equal(new Set(columns).size, 1, shown.join("\n"));
  });

  it("responds 404 for an order id that is not a known number", async () => {
    for (const id of ["abc", "1e2", "-1", "119"]) {
      const answer = await fetch(`${url}/orders/${id}`);
      assert.deepEqual([id, answer.status], [id, 404]);
    }
  });
});
