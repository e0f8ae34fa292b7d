import assert from "node:assert/strict";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { alertTopic } from "../../adapters/alertTopic";
import { chunkTable } from "../../adapters/chunkTable";
import { documentClient } from "../../adapters/documentClient";
import { jobTable } from "../../adapters/jobTable";
import { readItem } from "../../adapters/orderItem";
import { orderTable } from "../../adapters/orderTable";
import { webhookTable } from "../../adapters/webhookTable";
import type { AuthenticEvent } from "../../domain/webhookVerification";
import { readFullOrder } from "../../handlers/processing/readOrders";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import { alertLinks, anAlert } from "../support/anAlert";
import { aWebhookRequest, scopes } from "../support/aWebhookRequest";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { convertedCart } from "../support/convertedCart";
import { fakePorts } from "../support/fakePorts";
import { smallService } from "../support/smallService";
import { aTable, chunksTable, jobsTable, webhooksTable } from "../support/someTables";

const anEvent = (orderId: number, eventId: string): AuthenticEvent => ({
  orderId,
  eventId,
  scope: "store/cart/converted",
  signed: false,
});

describe("defects that lose data in storage", () => {
  let aws: AwsEmulator;
  before(async () => {
    const tables = [aTable("orders", { id: "N" }), chunksTable(), jobsTable(), webhooksTable()];
    aws = await startAwsEmulator([...tables, aResource("aws:sns/topic:Topic", "errors")]);
  });
  after(() => aws.stop());

  const rowsOf = async (table: string) => {
    const { Items = [] } = await documentClient().send(
      new ScanCommand({ TableName: aws.cloud.tableName(table) }),
    );
    return Items;
  };
  /** Separate order ids and startFrom for each test, since tests share the tables. */
  let ids = 100;
  const aService = (orders = 0) => {
    const records = orderTable(
      aws.cloud.tableName("orders"),
      chunkTable(aws.cloud.tableName("chunks")),
    );
    const jobs = jobTable(aws.cloud.tableName("jobs"), 90);
    const service = smallService({
      store: { orders, seed: 5 },
      rules: { startFrom: new Date(Date.now() - 86_400_000 - ids).toISOString() },
      ports: { records, jobs },
      inRealTime: true,
    });
    while (orders === 0 && service.store.place({ abandoned: true }).id < ids);
    ids += 10;
    const row = async (id: number) => {
      const found = (await rowsOf("orders")).find((one) => one["id"] === id);
      return found && readItem(found);
    };
    return { ...service, records, row };
  };

  it("14: an older reading of an order, written late, does not overwrite a newer one", async () => {
    const { store, ports, records, row, ...service } = aService();
    const { id } = store.place();
    await service.poll();
    await service.drain();
    const connection = ports.openStore(new Date(Date.now() + 60_000));
    const older = await connection.readOrder(id);
    store.edit(id, { external_order_id: "ERP-7" });
    service.enqueueWebhook(id);
    await service.drain();
    assert.ok(older);
    assert.equal(await records.save(await readFullOrder(connection, older)), false);
    assert.equal(
      ((await row(id))?.["order"] as Record<string, unknown>)["external_order_id"],
      "ERP-7",
    );
  });

  it("15: a list is stored as a list, empty or not", async () => {
    const { store, row, ...service } = aService();
    const digital = store.place({ kind: "digital" }).id;
    const physical = store.place({ coupons: 1 }).id;
    await service.poll();
    await service.drain();
    const lengths = async (id: number) => {
      const { products, shippingAddresses, coupons } = (await row(id)) ?? {};
      return [products, shippingAddresses, coupons].map(
        (list) => Array.isArray(list) && list.length,
      );
    };
    assert.deepEqual((await lengths(digital)).slice(1), [0, 0]);
    assert.deepEqual((await lengths(physical)).slice(1), [1, 1]);
  });

  it("17: an order that exceeds 400 KB is stored without loss, and its status is set", async () => {
    const { store, row, ports, ...service } = aService();
    const { id } = store.place({ lines: 600 });
    await service.poll();
    await service.drain();
    const connection = ports.openStore(new Date(Date.now() + 60_000));
    const products = await connection.readProducts(id);
    assert.ok(JSON.stringify(products).length > 400_000);
    assert.deepEqual((await row(id))?.["products"], products);
    assert.deepEqual(service.statusWrites(id), [9]);
  });

  it("19: the record of a poll is as small for 5,000 orders as for 1,000", async () => {
    const sizes: number[] = [];
    for (const orders of [1_000, 5_000]) {
      const queued = 0.8 * orders;
      assert.deepEqual(await aService(orders).poll(), { queued });
      const row = (await rowsOf("jobs")).find((one) => one["queued"] === queued);
      assert.ok(row);
      sizes.push(JSON.stringify(row).length);
    }
    const [small = 0, large = 0] = sizes;
    assert.ok(large < 2_000 && Math.abs(large - small) < 50, `${small} and ${large} bytes`);
  });

  it("21: the second webhook of an order leaves the row of the first", async () => {
    const table = webhookTable(aws.cloud.tableName("webhooks"), 90);
    for (const eventId of ["first", "second", "first"]) {
      await table.add(anEvent(4_711, eventId), {
        at: new Date(),
        traceId: eventId,
        why: "a new order",
      });
    }
    const rows = (await rowsOf("webhooks")).filter(({ orderId }) => orderId === 4_711);
    assert.deepEqual(rows.map(({ eventId }) => eventId as string).sort(), ["first", "second"]);
  });

  it("21: a webhook whose row cannot be stored gets a 200, so that its order is queued once", async () => {
    const sent: number[] = [];
    const ports = {
      ...fakePorts(),
      queue: {
        send: async (some: readonly { orderId: number }[]) =>
          void sent.push(...some.map((m) => m.orderId)),
      },
      events: webhookTable("no-such-table", 90),
      secrets: async () => ({ secret: "s3cret", previousSecret: "", clientSecret: "" }),
    };
    const receive = receiveWebhook(ports, { storeHash: "abc123", scopes, requireSignature: false });
    const body = JSON.stringify(convertedCart(7));
    const response = await receive(aWebhookRequest(body, { "X-Webhook-Secret": "s3cret" }));
    assert.deepEqual([response.statusCode, sent], [200, [7]]);
  });

  it("24: every row of the Jobs and Webhooks tables but the checkpoint expires, and is small", async () => {
    const service = aService();
    await service.poll();
    const now = new Date();
    const alerts = alertTopic({
      topicArn: aws.named("errors").id,
      jobsTable: aws.cloud.tableName("jobs"),
      retentionDays: 90,
      links: alertLinks,
      now: () => now,
      log: () => undefined,
    });
    await alerts.publish(anAlert());
    const events = webhookTable(aws.cloud.tableName("webhooks"), 90);
    await events.add(anEvent(1, "x"), { at: now, traceId: "t", why: "a new order" });
    const rows = [...(await rowsOf("jobs")), ...(await rowsOf("webhooks"))];
    assert.ok(new Set(rows.map(({ kind }) => kind as unknown)).size === 4);
    for (const row of rows.filter(({ kind }) => kind !== "checkpoint")) {
      const days = (Number(row["expiresAt"]) * 1_000 - now.getTime()) / 86_400_000;
      assert.ok(days > 89 && days < 91, JSON.stringify(row));
      assert.ok(JSON.stringify(row).length < 2_000);
    }
  });
});
