import assert from "node:assert/strict";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { chunkTable } from "../../adapters/chunkTable";
import { documentClient } from "../../adapters/documentClient";
import { readItem } from "../../adapters/orderItem";
import { orderTable } from "../../adapters/orderTable";
import { describeOrderChunks } from "../contracts/orderChunks";
import { describeOrderRecords } from "../contracts/orderRecords";
import { aSnapshot } from "../support/aSnapshot";
import { type ContractsCloud, startContractsCloud } from "../support/contractsCloud";

describe("orderTable", () => {
  let aws: ContractsCloud;
  before(async () => {
    aws = await startContractsCloud();
  });
  after(() => aws.stop());

  const emptyTable = () => aws.createTable("orders", ["id", "N"]);
  const emptyChunks = async () =>
    chunkTable(await aws.createTable("chunks", ["orderId", "N"], ["chunk", "S"]));

  describeOrderChunks("chunkTable", emptyChunks);

  describeOrderRecords("orderTable", async () => {
    const TableName = await emptyTable();
    const chunks = await emptyChunks();
    const client = documentClient();
    const row = async (id: number) =>
      (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
    return { records: orderTable(TableName, chunks), chunks, row };
  });

  it("stores an order of 600 large lines compressed, and uncompressed once it shrinks", async () => {
    const TableName = await emptyTable();
    const records = orderTable(TableName, await emptyChunks());
    const stored = async () => {
      const { Item = {} } = await documentClient().send(
        new GetCommand({ TableName, Key: { id: 100 } }),
      );
      return Item;
    };
    const large = Array.from({ length: 600 }, (_, n) => ({
      id: n + 1,
      text: "ü".repeat(500),
    }));
    await records.replicate(aSnapshot({ products: large }), "t");
    assert.equal("products" in (await stored()), false);
    assert.deepEqual(readItem(await stored())["products"], large);
    await records.save(aSnapshot({ readAt: "2026-11-21T10:02:00.000Z" }));
    assert.equal("productsGzip" in (await stored()), false);
    assert.deepEqual((await stored())["products"], aSnapshot().products);
  });
});
