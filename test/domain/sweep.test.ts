import assert from "node:assert/strict";
import fc from "fast-check";
import type { WebhookHealth } from "../../domain/webhookHealth";
import {
  afterId,
  checkpointSettings,
  isEligible,
  nextCheckpoint,
  initialCheckpoint,
  planChangeSweep,
  planSweeps,
  type SweepRules,
} from "../../domain/sweep";

const rules: SweepRules = {
  newOrderStatusIds: [7, 10, 11],
  startFrom: "",
  followChanges: true,
  acknowledge: "on",
  pollIntervalMinutes: 120,
};
const polledAt = new Date("2026-11-21T12:00:00.000Z");
const checkpoint = {
  modifiedSince: "2026-11-21T09:55:00.000Z",
  settings: checkpointSettings(rules),
};

const windows = (over: Partial<SweepRules> = {}, known?: typeof checkpoint) =>
  planSweeps({ ...rules, ...over }, known, polledAt).map((sweep) => sweep.modifiedSince);

describe("planSweeps", () => {
  it("asks each new-order status once, in the order of the setting", () => {
    assert.deepEqual(
      planSweeps(rules, checkpoint, polledAt).map(({ statusId }) => statusId),
      [7, 10, 11],
    );
  });

  it("asks Completed from the checkpoint on, and whole what acknowledging empties", () => {
    assert.deepEqual(windows({}, checkpoint), [undefined, checkpoint.modifiedSince, undefined]);
  });

  it("opens Completed one interval before a first poll, so that no history is dragged in", () => {
    assert.deepEqual(windows(), [undefined, "2026-11-21T10:00:00.000Z", undefined]);
  });

  it("opens Completed at the starting line, and asks for no order created before it", () => {
    const startFrom = "2026-11-01T00:00:00.000Z";
    assert.deepEqual(windows({ startFrom }), [undefined, startFrom, undefined]);
    const created = planSweeps({ ...rules, startFrom }, undefined, polledAt).map(
      (s) => s.createdSince,
    );
    assert.deepEqual(created, [startFrom, startFrom, startFrom]);
  });

  it("asks every status from the checkpoint on when nothing is acknowledged", () => {
    const off = { acknowledge: "off" } as const;
    const known = { ...checkpoint, settings: checkpointSettings({ ...rules, ...off }) };
    assert.deepEqual(windows(off, known), [
      known.modifiedSince,
      known.modifiedSince,
      known.modifiedSince,
    ]);
  });

  it("asks open orders whole at the first poll when nothing is acknowledged", () => {
    assert.deepEqual(windows({ acknowledge: "off" }), [
      undefined,
      "2026-11-21T10:00:00.000Z",
      undefined,
    ]);
  });

  for (const [title, over] of [
    ["acknowledge", { acknowledge: "plan" }],
    ["statuses", { newOrderStatusIds: [10] }],
    ["startFrom", { startFrom: "2026-11-01T00:00:00.000Z" }],
  ] as const) {
    it(`starts the checkpoint anew when ${title} changed since it was made`, () => {
      assert.ok(!windows(over, checkpoint).includes(checkpoint.modifiedSince));
    });
  }

  it("does not start anew because statuses are listed in another order", () => {
    assert.ok(
      windows({ newOrderStatusIds: [11, 10, 7] }, checkpoint).includes(checkpoint.modifiedSince),
    );
  });
});

describe("openingCheckpoint", () => {
  const opening = initialCheckpoint(rules, undefined, polledAt);

  it("lies one interval before the first poll, and keeps the window open there until one succeeds", () => {
    assert.equal(opening?.modifiedSince, "2026-11-21T10:00:00.000Z");
    const hoursLater = new Date("2026-11-21T19:00:00.000Z");
    const starts = planSweeps(rules, opening, hoursLater).map((sweep) => sweep.modifiedSince);
    assert.deepEqual(starts, [undefined, opening?.modifiedSince, undefined]);
  });

  it("leaves the other statuses whole when nothing is acknowledged", () => {
    const off = { ...rules, acknowledge: "off" } as const;
    const known = initialCheckpoint(off, undefined, polledAt);
    const starts = planSweeps(off, known, polledAt).map((sweep) => sweep.modifiedSince);
    assert.deepEqual(starts, [undefined, "2026-11-21T10:00:00.000Z", undefined]);
  });

  it("goes back to the last poll that came to its end, for settings that are mended after days", () => {
    const days = { ...checkpoint, modifiedSince: "2026-11-19T08:00:00.000Z" };
    const opening = (known: typeof checkpoint, over: Partial<SweepRules> = {}) =>
      initialCheckpoint({ ...rules, ...over }, known, polledAt)?.modifiedSince;
    assert.equal(opening(days, { newOrderStatusIds: [10, 11] }), days.modifiedSince);
    assert.equal(opening(checkpoint, { newOrderStatusIds: [10, 11] }), checkpoint.modifiedSince);
    const recent = { ...checkpoint, modifiedSince: "2026-11-21T11:00:00.000Z" };
    assert.equal(opening(recent, { acknowledge: "off" }), "2026-11-21T10:00:00.000Z");
    const startFrom = "2026-11-20T00:00:00.000Z";
    assert.equal(opening(days, { startFrom }), startFrom);
  });

  it("drags in no history of Completed where no poll asked for that before", () => {
    const without = checkpointSettings({ ...rules, newOrderStatusIds: [11] });
    const days = { modifiedSince: "2026-11-01T08:00:00.000Z", settings: without };
    const opening = initialCheckpoint(rules, days, polledAt)?.modifiedSince;
    assert.equal(opening, "2026-11-21T10:00:00.000Z");
  });

  it("is made anew for other settings, and never for a plan or where there is one", () => {
    const others = { ...rules, startFrom: "2026-11-01T00:00:00.000Z" };
    assert.equal(
      initialCheckpoint(others, checkpoint, polledAt)?.modifiedSince,
      "2026-11-01T00:00:00.000Z",
    );
    assert.equal(initialCheckpoint(rules, checkpoint, polledAt), undefined);
    assert.equal(
      initialCheckpoint({ ...rules, acknowledge: "plan" }, undefined, polledAt),
      undefined,
    );
  });
});

describe("nextCheckpoint", () => {
  it("lies five minutes before the store's own time, under the settings of this poll", () => {
    const storeTime = new Date("2026-11-21T12:00:03.000Z");
    const compared = { modifiedSince: "2026-11-21T09:55:00.000Z" };
    assert.deepEqual(nextCheckpoint(rules, storeTime, { compared, webhooks: "unknown" }), {
      modifiedSince: "2026-11-21T11:55:03.000Z",
      changesSince: "2026-11-21T11:55:03.000Z",
      settings: checkpointSettings(rules),
      webhooksHealthyAt: undefined,
    });
  });

  it("notes that webhooks were well, and keeps when they last were when they are not", () => {
    const before = {
      modifiedSince: "x",
      settings: "x",
      webhooksHealthyAt: "2026-11-01T00:00:00.000Z",
    };
    const wellAt = (webhooks: WebhookHealth) =>
      nextCheckpoint(rules, polledAt, { before, webhooks }).webhooksHealthyAt;
    assert.equal(wellAt("healthy"), polledAt.toISOString());
    assert.deepEqual(
      [wellAt("unhealthy"), wellAt("unknown")],
      [before.webhooksHealthyAt, before.webhooksHealthyAt],
    );
    const others = initialCheckpoint({ ...rules, startFrom: "2026" }, before, polledAt);
    assert.equal(others?.webhooksHealthyAt, before.webhooksHealthyAt, "whatever the settings");
  });

  it("keeps where the following of changes stopped while nothing is compared", () => {
    const webhooks = "unknown";
    const before = { modifiedSince: "x", settings: "x", changesSince: "2026-11-01T00:00:00.000Z" };
    assert.equal(
      nextCheckpoint(rules, polledAt, { before, webhooks }).changesSince,
      before.changesSince,
    );
    assert.equal(nextCheckpoint(rules, polledAt, { webhooks }).changesSince, undefined);
  });
});

describe("planChangeSweep", () => {
  const checkpoint = { modifiedSince: "2026-11-20T00:00:00.000Z", settings: "other" };

  it("compares what changed since the last poll, whatever its other settings were", () => {
    const changesSince = "2026-11-19T00:00:00.000Z";
    assert.deepEqual(planChangeSweep(rules, checkpoint, "healthy"), {
      modifiedSince: checkpoint.modifiedSince,
    });
    assert.deepEqual(planChangeSweep(rules, { ...checkpoint, changesSince }, "unknown"), {
      modifiedSince: changesSince,
    });
  });

  it("goes back to where webhooks surely told of everything, when they are found unwell", () => {
    const known = { ...checkpoint, webhooksHealthyAt: "2026-11-19T12:00:00.000Z" };
    const modifiedSince = "2026-11-17T11:00:00.000Z";
    assert.deepEqual(planChangeSweep(rules, known, "unhealthy"), { modifiedSince });
    for (const health of ["healthy", "unknown"] as const)
      assert.deepEqual(planChangeSweep(rules, known, health), {
        modifiedSince: checkpoint.modifiedSince,
      });
  });

  it("goes back no less far than the last poll when webhooks were well after it", () => {
    const known = { ...checkpoint, webhooksHealthyAt: "2026-11-25T12:00:00.000Z" };
    assert.deepEqual(planChangeSweep(rules, known, "unhealthy"), {
      modifiedSince: checkpoint.modifiedSince,
    });
  });

  it("goes on from there under new settings, whose other windows open anew", () => {
    const opening = initialCheckpoint(rules, checkpoint, polledAt);
    assert.equal(opening?.changesSince, checkpoint.modifiedSince);
  });

  it("looks one interval back from the first poll, however old the orders are that it copies", () => {
    const opening = initialCheckpoint({ ...rules, startFrom: "2020-01-01" }, undefined, polledAt);
    assert.equal(opening?.modifiedSince, "2020-01-01");
    assert.deepEqual(planChangeSweep(rules, opening, "unhealthy"), {
      modifiedSince: new Date(polledAt.getTime() - 120 * 60_000).toISOString(),
    });
  });

  it("compares nothing before the first poll, in a plan, and when changes are not followed", () => {
    assert.equal(planChangeSweep(rules, undefined, "healthy"), undefined);
    assert.equal(
      planChangeSweep({ ...rules, acknowledge: "plan" }, checkpoint, "healthy"),
      undefined,
    );
    assert.equal(
      planChangeSweep({ ...rules, followChanges: false }, checkpoint, "healthy"),
      undefined,
    );
  });
});

describe("isWanted", () => {
  const date_created = "Sat, 21 Nov 2026 10:00:00 +0000";
  it("leaves out physical Completed orders, which are finished", () => {
    assert.equal(
      isEligible({ id: 1, status_id: 10, order_is_digital: false, date_created }, rules),
      false,
    );
    assert.equal(
      isEligible({ id: 1, status_id: 10, order_is_digital: true, date_created }, rules),
      true,
    );
  });
  it("leaves out orders created before the starting line", () => {
    const order = { id: 1, status_id: 11, order_is_digital: false, date_created };
    assert.equal(isEligible(order, { ...rules, startFrom: "2026-11-21T10:00:00.001Z" }), false);
    assert.equal(isEligible(order, { ...rules, startFrom: "2026-11-21T10:00:00.000Z" }), true);
  });
});

/** Pages through `ids` as a sweep does. */
const page = (ids: readonly number[], size: number, inclusive: boolean): number[] => {
  const seen: number[] = [];
  for (let last = 0; ;) {
    const listed = ids.filter((id) => (inclusive ? id >= last : id > last)).slice(0, size);
    const fresh = afterId(
      listed.map((id) => ({ id })),
      last,
    );
    if (fresh.length === 0) return seen;
    seen.push(...fresh.map(({ id }) => id));
    last = seen.at(-1) ?? last;
  }
};

describe("beyond", () => {
  it("reads every id exactly once, whether min_id is inclusive or not", () => {
    const someIds = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        someIds,
        fc.integer({ min: 2, max: 9 }),
        fc.boolean(),
        (some, size, inclusive) => {
          const ids = some.sort((a, b) => a - b);
          assert.deepEqual(page(ids, size, inclusive), ids);
        },
      ),
    );
  });
});
