import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { spellingOf } from "../../domain/exactNumber";
import type { Part } from "../../domain/order";
import { parseJson } from "../../domain/parseJson";
import type { OrderSnapshot } from "../../domain/record";
import { readRecord } from "../../adapters/chunkedRecord";
import type { ImportedOrders, OrderChunks, OrderRecords } from "../../ports";
import { aLease, aSnapshot } from "../support/aSnapshot";

/** A table under test, and its rows, read past the port. */
export interface OrderRecordsUnderTest {
  readonly records: OrderRecords & ImportedOrders;
  readonly row: (id: number) => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly chunks: OrderChunks;
}

/** Text that hardly compresses. */
const noise = (characters: number): string =>
  randomBytes(Math.ceil((characters * 3) / 4)).toString("base64");

/** So many lines of a thousand characters that hardly compress. */
const bulkyLines = (count: number): Part[] =>
  Array.from({ length: count }, (_, n) => ({ id: n + 1, name: noise(1_000) }));

/** Later than every version of the tests. */
const endOfTime = "9";

const older = { modifiedAt: "2026-11-21T10:00:04.000Z" };
const newer = { modifiedAt: "2026-11-21T10:00:06.000Z" };
const readEarlier = { readAt: "2026-11-21T10:00:59.999Z" };
const readLater = { readAt: "2026-11-21T10:01:00.001Z" };

/** The contract of any Orders table. `make` returns an empty one. */
export const describeOrderRecords = (
  name: string,
  make: () => Promise<OrderRecordsUnderTest>,
): void => {
  describe(`${name}, as an Orders table`, () => {
    let table: OrderRecordsUnderTest;
    beforeEach(async () => {
      table = await make();
    });
    const stateOf = async (id = 100) => (await table.row(id))?.["state"];
    const orderOf = async (id = 100) => (await table.row(id))?.["order"];
    const marked = (mark: string, over: Partial<OrderSnapshot> = {}) =>
      aSnapshot({ order: { mark }, ...over });

    it("finds no row of an order that is not stored", async () => {
      assert.deepEqual(await table.records.find([1, 2, 3]), new Map());
    });

    it("finds more rows than one call can request", async () => {
      const ids = Array.from({ length: 230 }, (_, n) => n + 1);
      for (const id of ids) await table.records.claim(aSnapshot({ id }), aLease());
      assert.equal((await table.records.find(ids)).size, 230);
    });

    it("refuses an order that is given twice, as BatchGetItem does", async () => {
      await assert.rejects(table.records.find([100, 101, 100]), { code: "aws.failed" });
    });

    it("writes snapshot, intent and lease as one", async () => {
      const snapshot = aSnapshot();
      assert.equal(await table.records.claim(snapshot, aLease()), true);
      const replication = {
        id: 100,
        state: "stored",
        modifiedAt: snapshot.modifiedAt,
        readAt: snapshot.readAt,
        acknowledgeAs: 9,
        claimedAt: "2026-11-21T10:01:00.000Z",
        claimedUntil: "2026-11-21T10:03:00.000Z",
        claimId: "mine",
      };
      const { fingerprint, wholeReadAt, wholeModifiedAt, clockSkew } = snapshot;
      assert.deepEqual((await table.records.find([100])).get(100), {
        ...replication,
        fingerprint,
        wholeReadAt,
        wholeModifiedAt,
        clockSkew,
        statusId: 11,
        isDigital: false,
        payment: { payment_status: "captured", refunded_amount: "0.0000" },
      });
      const { isArchived, ...stored } = snapshot;
      assert.equal(isArchived, false);
      assert.deepEqual(await table.row(100), { ...stored, ...replication, traceId: "trace-1" });
    });

    it("returns the payment fields as the order last had them, and no others", async () => {
      const payments = [
        { payment_status: "refunded", refunded_amount: 5.1 },
        { payment_status: null },
      ];
      for (const payment of [...payments, {}]) {
        const order = { status_id: 11, total_inc_tax: "9.9900", ...payment };
        await table.records.replicate(aSnapshot({ order }), "t");
        assert.deepEqual((await table.records.find([100])).get(100)?.payment, payment);
      }
    });

    it("grants the lease to one of many concurrent claims", async () => {
      const leases = Array.from({ length: 20 }, (_, n) => aLease({ id: `owner ${n}` }));
      const won = await Promise.all(leases.map((lease) => table.records.claim(aSnapshot(), lease)));
      assert.equal(won.filter((one) => one).length, 1);
    });

    it("grants the lease to its owner again, and to others only once it has expired", async () => {
      await table.records.claim(aSnapshot(), aLease());
      assert.equal(await table.records.claim(aSnapshot(), aLease()), true);
      const other = aLease({ id: "other", at: new Date("2026-11-21T10:02:59.999Z") });
      assert.equal(await table.records.claim(aSnapshot(), other), false);
      const afterwards = { ...other, at: new Date("2026-11-21T10:03:00.000Z") };
      assert.equal(await table.records.claim(aSnapshot(), afterwards), true);
    });

    it("grants no lease on an acknowledged order", async () => {
      await table.records.claim(aSnapshot(), aLease());
      await table.records.confirm(aSnapshot(), aLease());
      assert.equal(await table.records.claim(aSnapshot(newer), aLease()), false);
      assert.equal(await stateOf(), "acknowledged");
    });

    it("grants no lease on an older reading than the row holds", async () => {
      await table.records.replicate(marked("known"), "t");
      assert.equal(await table.records.claim(marked("stale", older), aLease()), false);
      assert.equal(await table.records.claim(marked("stale", readEarlier), aLease()), false);
      assert.deepEqual(await orderOf(), { mark: "known" });
    });

    it("confirms with the order's fields from the response, and ends the lease", async () => {
      await table.records.claim(aSnapshot(), aLease());
      const confirmed = {
        id: 100,
        order: { status_id: 9 },
        fingerprint: "as returned",
        isArchived: false,
        ...newer,
        ...readLater,
      };
      assert.equal(await table.records.confirm(confirmed, aLease()), true);
      const row = await table.row(100);
      assert.deepEqual(row?.["order"], { status_id: 9 });
      assert.deepEqual(row?.["products"], aSnapshot().products);
      const found = (await table.records.find([100])).get(100);
      assert.deepEqual(
        [found?.statusId, found?.fingerprint, found?.acknowledgedAt, found?.readAt],
        [9, "as returned", readLater.readAt, readLater.readAt],
      );
      assert.equal(found?.wholeReadAt, aSnapshot().readAt, "its lists were not read again");
      assert.deepEqual(
        [row?.["state"], row?.["acknowledgedAt"]],
        ["acknowledged", readLater.readAt],
      );
      assert.equal(row?.["modifiedAt"], newer.modifiedAt);
      assert.deepEqual([row?.["claimedUntil"], row?.["claimId"]], [undefined, undefined]);
    });

    it("confirms without the response's fields when the row holds a newer reading", async () => {
      await table.records.claim(aSnapshot(), aLease());
      await table.records.save(marked("newest", newer));
      assert.equal(await table.records.confirm({ ...aSnapshot(), order: {} }, aLease()), true);
      assert.equal(await stateOf(), "acknowledged");
      assert.deepEqual(await orderOf(), { mark: "newest" });
    });

    it("confirms nothing once the lease is lost", async () => {
      await table.records.claim(aSnapshot(), aLease());
      assert.equal(await table.records.confirm(aSnapshot(), aLease({ id: "other" })), false);
      assert.equal(await stateOf(), "stored");
    });

    for (const as of ["acknowledged", "left"] as const) {
      it(`resolves an intent as ${as} once its lease has expired`, async () => {
        await table.records.claim(aSnapshot(), aLease());
        const early = { claimId: "other", at: new Date("2026-11-21T10:02:00.000Z") };
        assert.equal(await table.records.resolveIntent(100, as, early), false);
        const late = { claimId: "other", at: new Date("2026-11-21T10:03:00.000Z") };
        assert.equal(await table.records.resolveIntent(100, as, late), true);
        const row = await table.row(100);
        assert.deepEqual([row?.["state"], row?.[`${as}At`]], [as, late.at.toISOString()]);
        assert.deepEqual([row?.["claimedUntil"], row?.["claimId"]], [undefined, undefined]);
      });
    }

    it("resolves nothing without an intent", async () => {
      const by = { claimId: "mine", at: new Date("2026-11-21T10:05:00.000Z") };
      assert.equal(await table.records.resolveIntent(100, "left", by), false);
      await table.records.replicate(aSnapshot(), "t");
      assert.equal(await table.records.resolveIntent(100, "left", by), false);
      assert.equal(await stateOf(), "replicated");
    });

    it("saves a newer reading; within one second the later read wins", async () => {
      await table.records.replicate(marked("first"), "t");
      assert.equal(await table.records.save(marked("read later", readLater)), true);
      assert.equal(await table.records.save(marked("modified later", newer)), true);
      assert.deepEqual(await orderOf(), { mark: "modified later" });
    });

    it("keeps the newest reading when an older one arrives late", async () => {
      await table.records.replicate(marked("newest"), "t");
      assert.equal(await table.records.save(marked("older", older)), false);
      assert.equal(await table.records.save(marked("read earlier", readEarlier)), false);
      assert.equal(await table.records.replicate(marked("older", older), "t"), false);
      assert.deepEqual(await orderOf(), { mark: "newest" });
    });

    it("leaves the replication state unchanged by a save", async () => {
      await table.records.claim(aSnapshot(), aLease());
      await table.records.save(aSnapshot(newer));
      assert.deepEqual([await stateOf(), (await table.row(100))?.["claimId"]], ["stored", "mine"]);
    });

    it("saves no order without a row", async () => {
      assert.equal(await table.records.save(aSnapshot()), false);
      assert.equal(await table.row(100), undefined);
    });

    it("holds any number of an order as the store wrote the number, and finds it again", async () => {
      const numbers = parseJson(
        '{"refunded_amount":1e100,"total":576461413038785752,"tiny":1e-140,"list":[0.12345678901234567890]}',
      ) as Readonly<Record<string, unknown>>;
      const order = { status_id: 9, ...numbers };
      await table.records.replicate(aSnapshot({ order }), "t");
      const found = (await table.records.find([100])).get(100);
      assert.equal(spellingOf(String(found?.payment?.refunded_amount)), "1e100");
      const held = (await orderOf()) as Readonly<Record<string, unknown>>;
      assert.equal(String(held["total"]), "576461413038785752");
      assert.equal(spellingOf(String(held["list"])), spellingOf("0.1234567890123456789"));
      assert.deepEqual([held["status_id"], held["tiny"]], [9, "1e-140"]);
    });

    it("marks an archived order once, keeps its data, and clears the mark when the order is back", async () => {
      await table.records.replicate(aSnapshot(), "t");
      await table.records.save(aSnapshot({ isArchived: true, ...readLater }));
      const later = { readAt: "2026-11-21T10:09:00.000Z" };
      await table.records.save(aSnapshot({ isArchived: true, ...later }));
      const row = await table.row(100);
      assert.equal(row?.["archivedAt"], readLater.readAt);
      assert.deepEqual(row?.["products"], aSnapshot().products);
      await table.records.save(aSnapshot(newer));
      assert.equal((await table.row(100))?.["archivedAt"], undefined);
    });

    it("marks a missing order as archived, and creates no row for an unknown order", async () => {
      const at = new Date("2026-11-21T11:00:00.000Z");
      await table.records.replicate(aSnapshot(), "t");
      for (const id of [100, 101]) await table.records.archive(id, at);
      await table.records.archive(100, new Date("2026-11-21T12:00:00.000Z"));
      assert.equal((await table.row(100))?.["archivedAt"], at.toISOString());
      assert.equal(await table.row(101), undefined);
    });

    describe("when an order is parked", () => {
      const request = {
        id: 100,
        claimId: "another",
        modifiedAt: aSnapshot().modifiedAt,
        reason: "store.rejected: GET was answered 422",
        at: new Date("2026-11-21T10:05:00.000Z"),
      };

      it("stores state, reason and version, for an order without a row too", async () => {
        await table.records.park(request);
        const replication = (await table.records.find([100])).get(100);
        assert.equal(replication?.state, "parked");
        assert.equal(replication.parkedVersion, request.modifiedAt);
        const row = await table.row(100);
        assert.deepEqual(
          [row?.["parkedReason"], row?.["parkedAt"]],
          [request.reason, request.at.toISOString()],
        );
      });

      it("grants a lease on any reading afterwards", async () => {
        await table.records.park(request);
        assert.equal(await table.records.claim(aSnapshot(older), aLease()), true);
        assert.equal(await stateOf(), "stored");
      });

      it("keeps the reading that the row held", async () => {
        await table.records.claim(marked("known"), aLease());
        await table.records.park(request);
        assert.deepEqual([await stateOf(), await orderOf()], ["parked", { mark: "known" }]);
      });

      it("is marked by the owner of its lease, which excludes others until it expires", async () => {
        await table.records.claim(aSnapshot(), aLease());
        const at = new Date("2026-11-21T10:02:00.000Z");
        await table.records.park({ ...request, claimId: "mine", at });
        assert.equal(await stateOf(), "parked");
        const other = aLease({ id: "other", at });
        assert.equal(await table.records.claim(aSnapshot(), other), false);
        const afterwards = { ...other, at: new Date("2026-11-21T10:03:00.000Z") };
        assert.equal(await table.records.claim(aSnapshot(), afterwards), true);
      });

      it("resolves its intent like any other", async () => {
        const by = { claimId: "other", at: request.at };
        await table.records.park(request);
        assert.equal(await table.records.resolveIntent(100, "acknowledged", by), false);
        await table.records.claim(aSnapshot(), aLease());
        await table.records.park(request);
        assert.equal(await table.records.resolveIntent(100, "acknowledged", by), true);
        assert.equal(await stateOf(), "acknowledged");
      });

      it("changes no order that is acknowledged or leased by another invocation", async () => {
        await table.records.claim(aSnapshot(), aLease());
        await table.records.park({ ...request, at: new Date("2026-11-21T10:02:00.000Z") });
        assert.equal(await stateOf(), "stored");
        await table.records.confirm(aSnapshot(), aLease());
        await table.records.park(request);
        assert.equal(await stateOf(), "acknowledged");
      });
    });

    describe("when another system acknowledged the order", () => {
      const by = { traceId: "import-1", at: new Date("2026-11-21T10:05:00.000Z") };
      const duringLease = { ...by, at: new Date("2026-11-21T10:02:59.999Z") };

      it("stores the snapshot as acknowledged, so that no lease is granted", async () => {
        assert.equal(await table.records.importAcknowledged(aSnapshot(), by), true);
        const { isArchived, ...stored } = aSnapshot();
        assert.equal(isArchived, false);
        const outcome = { state: "acknowledged", importedAt: by.at.toISOString() };
        assert.deepEqual(await table.row(100), { ...stored, ...outcome, traceId: "import-1" });
        assert.equal(await table.records.claim(aSnapshot(newer), aLease()), false);
      });

      it("stores the order once", async () => {
        await table.records.importAcknowledged(aSnapshot(), by);
        const first = await table.row(100);
        const again = { traceId: "import-2", at: new Date("2026-11-21T10:06:00.000Z") };
        assert.equal(await table.records.importAcknowledged(aSnapshot(newer), again), false);
        assert.deepEqual(await table.row(100), first);
      });

      it("keeps a newer reading of the row, and acknowledges the order", async () => {
        await table.records.replicate(marked("newest", newer), "t");
        assert.equal(await table.records.importAcknowledged(marked("older"), by), true);
        assert.deepEqual([await stateOf(), await orderOf()], ["acknowledged", { mark: "newest" }]);
      });

      it("replaces an older reading of the row", async () => {
        await table.records.replicate(marked("older", older), "t");
        assert.equal(await table.records.importAcknowledged(marked("newest"), by), true);
        assert.deepEqual([await stateOf(), await orderOf()], ["acknowledged", { mark: "newest" }]);
      });

      it("changes nothing while a lease is live, and ends an expired one", async () => {
        await table.records.claim(aSnapshot(), aLease());
        const leased = await table.row(100);
        assert.equal(await table.records.importAcknowledged(aSnapshot(newer), duringLease), false);
        assert.deepEqual(await table.row(100), leased);
        assert.equal(await table.records.importAcknowledged(aSnapshot(), by), true);
        const row = await table.row(100);
        assert.deepEqual([row?.["claimedUntil"], row?.["claimId"]], [undefined, undefined]);
        assert.equal(await table.records.confirm(aSnapshot(newer), aLease()), false);
      });
    });

    describe("with an order that no row can hold", () => {
      const by = { traceId: "import-1", at: new Date("2026-11-21T10:05:00.000Z") };
      const read = (id = 100) => readRecord(table.chunks, () => table.row(id));
      const chunksOf = (part: string, orderId = 100) =>
        table.chunks.listBefore({ orderId, part, version: endOfTime });
      const versionsOf = async (part: string) =>
        new Set((await chunksOf(part)).map(({ version }) => version));
      const aLargeSnapshot = (over: Partial<OrderSnapshot> = {}) =>
        aSnapshot({ products: bulkyLines(1_000), ...over });
      const later = (over: Partial<OrderSnapshot> = {}) =>
        aSnapshot({ ...newer, wholeModifiedAt: newer.modifiedAt, ...over });

      for (const [how, write] of [
        ["claimed", (snapshot) => table.records.claim(snapshot, aLease())],
        ["replicated", (snapshot) => table.records.replicate(snapshot, "t")],
        ["imported", (snapshot) => table.records.importAcknowledged(snapshot, by)],
      ] as readonly [string, (snapshot: OrderSnapshot) => Promise<boolean>][])
        it(`stores the order whole when it is ${how}`, async () => {
          const snapshot = aLargeSnapshot();
          assert.equal(await write(snapshot), true);
          const { products, order, coupons } = (await read()) ?? {};
          assert.deepEqual([products, order, coupons], [snapshot.products, snapshot.order, []]);
          assert.equal((await chunksOf("products")).length, 2);
        });

      it("stores 5 MB, whichever parts are long, and keeps the others in the row", async () => {
        const snapshot = aLargeSnapshot({
          products: bulkyLines(2_500),
          shippingAddresses: bulkyLines(2_000),
          order: { id: 100, staff_notes: noise(500_000) },
        });
        await table.records.replicate(snapshot, "t");
        const { products, shippingAddresses, order } = (await read()) ?? {};
        assert.deepEqual(
          [products, shippingAddresses, order],
          [snapshot.products, snapshot.shippingAddresses, snapshot.order],
        );
        assert.deepEqual(await chunksOf("coupons"), []);
        const found = (await table.records.find([100])).get(100);
        assert.equal(found?.fingerprint, snapshot.fingerprint);
      });

      it("refuses an order beyond that, and writes nothing", async () => {
        const products = bulkyLines(7_500);
        await assert.rejects(table.records.replicate(aSnapshot({ products }), "t"), {
          code: "record.tooLarge",
          message:
            /^Order 100 takes \d{7} bytes in chunks, compressed; at most 5242880 are stored$/,
        });
        assert.equal(await table.row(100), undefined);
        assert.deepEqual(await chunksOf("products"), []);
      });

      it("replaces the chunks of an earlier modification", async () => {
        await table.records.claim(aLargeSnapshot(), aLease());
        const before = await versionsOf("products");
        const after = later({ products: bulkyLines(1_000) });
        assert.equal(await table.records.save(after), true);
        assert.deepEqual((await read())?.["products"], after.products);
        const versions = await versionsOf("products");
        assert.equal(versions.size, 1);
        assert.notDeepEqual(versions, before);
      });

      it("takes no more chunks when the same modification is read again", async () => {
        const snapshot = aLargeSnapshot();
        await table.records.claim(snapshot, aLease());
        assert.equal(await table.records.save({ ...snapshot, ...readLater }), true);
        assert.deepEqual((await read())?.["products"], snapshot.products);
        assert.equal((await chunksOf("products")).length, 2);
      });

      it("removes the chunks of an order that became small", async () => {
        const long = { id: 100, staff_notes: noise(100_000) };
        await table.records.claim(aLargeSnapshot({ order: long }), aLease());
        assert.equal(await table.records.save(later()), true);
        assert.deepEqual(await read(), await table.row(100));
        for (const part of ["products", "order"]) assert.deepEqual(await chunksOf(part), []);
      });

      it("keeps the newest reading, and its chunks, against an older one", async () => {
        const newest = aLargeSnapshot({ ...newer, wholeModifiedAt: newer.modifiedAt });
        await table.records.replicate(newest, "t");
        assert.equal(await table.records.save(aLargeSnapshot()), false);
        assert.deepEqual((await read())?.["products"], newest.products);
      });

      it("removes no chunks that a newer row is about to point to", async () => {
        const version = `${newer.modifiedAt}#digest`;
        const coming = { orderId: 100, part: "products", version, number: 0 };
        await table.chunks.put(coming, randomBytes(10));
        await table.records.claim(aLargeSnapshot(), aLease());
        assert.equal((await chunksOf("products")).length, 3);
      });

      it("keeps the lists when a status change refreshes long fields of the order", async () => {
        const snapshot = aLargeSnapshot({ order: { id: 100, staff_notes: noise(100_000) } });
        await table.records.claim(snapshot, aLease());
        const { id, fingerprint, isArchived } = snapshot;
        const order = { id: 100, staff_notes: noise(100_000) };
        const reading = { id, fingerprint, isArchived, ...newer, readAt: readLater.readAt, order };
        assert.equal(await table.records.confirm(reading, aLease()), true);
        const found = (await read()) ?? {};
        assert.deepEqual([found["products"], found["order"]], [snapshot.products, order]);
        assert.equal((await versionsOf("order")).size, 1);
      });

      it("removes the long fields of the order with the next whole reading, once a status change shortened them", async () => {
        const snapshot = aLargeSnapshot({ order: { id: 100, staff_notes: noise(100_000) } });
        await table.records.claim(snapshot, aLease());
        const { id, fingerprint, isArchived } = snapshot;
        const reading = { id, fingerprint, isArchived, ...newer, ...readLater, order: { id } };
        assert.equal(await table.records.confirm(reading, aLease()), true);
        const found = (await read()) ?? {};
        assert.deepEqual([found["products"], found["order"]], [snapshot.products, { id }]);
        assert.equal(await table.records.save(later(readLater)), true);
        assert.deepEqual(await chunksOf("order"), []);
      });

      it("is not read without all of its chunks", async () => {
        await table.records.claim(aLargeSnapshot(), aLease());
        const [first, last] = await chunksOf("products");
        assert.ok(first && last);
        await table.chunks.remove(last);
        await assert.rejects(
          read(),
          /^Error: Order 100: expected 2 chunks of products; some are missing$/,
        );
      });
    });

    it("returns every kind of value as it was stored", async () => {
      const order = { text: "ü 😀", empty: "", none: null, list: [], deep: { n: 1.5, yes: true } };
      await table.records.replicate(aSnapshot({ order, coupons: [] }), "t");
      assert.deepEqual(await orderOf(), order);
      assert.deepEqual((await table.row(100))?.["coupons"], []);
    });
  });
};
