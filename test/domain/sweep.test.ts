import assert from "node:assert/strict";
import fc from "fast-check";
import type { ClockSkew } from "../../domain/clockSkew";
import {
  afterId,
  checkpointSettings,
  initialCheckpoint,
  isEligible,
  nextCheckpoint,
  planChangeSweep,
  planSweeps,
  plausibleCheckpoint,
  type SweepRules,
} from "../../domain/sweep";
import type { WebhookHealth } from "../../domain/webhookHealth";

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

const inStep: ClockSkew = { minMs: -700, maxMs: 800 };

const windows = (over: Partial<SweepRules> = {}, previous?: typeof checkpoint) =>
  planSweeps({ ...rules, ...over }, previous, polledAt).map((sweep) => sweep.modifiedSince);

describe("planSweeps", () => {
  it("lists each new-order status once, in the order of the setting", () => {
    assert.deepEqual(
      planSweeps(rules, checkpoint, polledAt).map(({ statusId }) => statusId),
      [7, 10, 11],
    );
  });

  it("lists Completed from the checkpoint on, and other statuses whole, since acknowledging empties them", () => {
    assert.deepEqual(windows({}, checkpoint), [undefined, checkpoint.modifiedSince, undefined]);
  });

  it("opens the window of Completed one interval before the first poll, which excludes history", () => {
    assert.deepEqual(windows(), [undefined, "2026-11-21T10:00:00.000Z", undefined]);
  });

  it("opens the window of Completed at startFrom, and lists no order created earlier", () => {
    const startFrom = "2026-11-01T00:00:00.000Z";
    assert.deepEqual(windows({ startFrom }), [undefined, startFrom, undefined]);
    const created = planSweeps({ ...rules, startFrom }, undefined, polledAt).map(
      (s) => s.createdSince,
    );
    assert.deepEqual(created, [startFrom, startFrom, startFrom]);
  });

  it("lists every status from the checkpoint on when acknowledge is off", () => {
    const off = { acknowledge: "off" } as const;
    const previous = { ...checkpoint, settings: checkpointSettings({ ...rules, ...off }) };
    assert.deepEqual(windows(off, previous), [
      previous.modifiedSince,
      previous.modifiedSince,
      previous.modifiedSince,
    ]);
  });

  it("lists open orders whole at the first poll when acknowledge is off", () => {
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
    it(`resets the checkpoint when ${title} changed since the last poll`, () => {
      assert.ok(!windows(over, checkpoint).includes(checkpoint.modifiedSince));
    });
  }

  it("does not reset the checkpoint when only the order of the statuses changed", () => {
    assert.ok(
      windows({ newOrderStatusIds: [11, 10, 7] }, checkpoint).includes(checkpoint.modifiedSince),
    );
  });
});

describe("initialCheckpoint", () => {
  const opening = initialCheckpoint(rules, undefined, polledAt);

  it("is one interval before the first poll, and stays there until a poll succeeds", () => {
    assert.equal(opening?.modifiedSince, "2026-11-21T10:00:00.000Z");
    const hoursLater = new Date("2026-11-21T19:00:00.000Z");
    const starts = planSweeps(rules, opening, hoursLater).map((sweep) => sweep.modifiedSince);
    assert.deepEqual(starts, [undefined, opening?.modifiedSince, undefined]);
  });

  it("leaves other statuses whole when acknowledge is off", () => {
    const off = { ...rules, acknowledge: "off" } as const;
    const previous = initialCheckpoint(off, undefined, polledAt);
    const starts = planSweeps(off, previous, polledAt).map((sweep) => sweep.modifiedSince);
    assert.deepEqual(starts, [undefined, "2026-11-21T10:00:00.000Z", undefined]);
  });

  it("goes back to the last poll that succeeded, for settings that are corrected after days", () => {
    const days = { ...checkpoint, modifiedSince: "2026-11-19T08:00:00.000Z" };
    const opening = (previous: typeof checkpoint, over: Partial<SweepRules> = {}) =>
      initialCheckpoint({ ...rules, ...over }, previous, polledAt)?.modifiedSince;
    assert.equal(opening(days, { newOrderStatusIds: [10, 11] }), days.modifiedSince);
    assert.equal(opening(checkpoint, { newOrderStatusIds: [10, 11] }), checkpoint.modifiedSince);
    const recent = { ...checkpoint, modifiedSince: "2026-11-21T11:00:00.000Z" };
    assert.equal(opening(recent, { acknowledge: "off" }), "2026-11-21T10:00:00.000Z");
    const startFrom = "2026-11-20T00:00:00.000Z";
    assert.equal(opening(days, { startFrom }), startFrom);
  });

  it("excludes the history of Completed when no poll listed Completed before", () => {
    const without = checkpointSettings({ ...rules, newOrderStatusIds: [11] });
    const days = { modifiedSince: "2026-11-01T08:00:00.000Z", settings: without };
    const opening = initialCheckpoint(rules, days, polledAt)?.modifiedSince;
    assert.equal(opening, "2026-11-21T10:00:00.000Z");
  });

  it("is reset for other settings, and never in a dry run or beside a valid checkpoint", () => {
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
  it("is five minutes before the poll, under the settings of this poll", () => {
    const compared = { modifiedSince: "2026-11-21T09:55:00.000Z" };
    const result = { compared, webhooks: "unknown", clockSkew: inStep } as const;
    assert.deepEqual(nextCheckpoint(rules, polledAt, result), {
      modifiedSince: "2026-11-21T11:54:59.000Z",
      changesSince: "2026-11-21T11:54:59.000Z",
      settings: checkpointSettings(rules),
      webhooksHealthyAt: undefined,
      archiveSweep: undefined,
    });
  });

  it("keeps how far the search for archived orders is, under other settings too", () => {
    const archiveSweep = { afterId: 7, firstId: 1, highestId: 9 };
    const before = { modifiedSince: "2026-11-21T09:00:00.000Z", settings: "other", archiveSweep };
    const after = nextCheckpoint(rules, polledAt, { before, webhooks: "unknown" });
    assert.deepEqual(after.archiveSweep, archiveSweep);
    assert.deepEqual(initialCheckpoint(rules, before, polledAt)?.archiveSweep, archiveSweep);
    const further = { ...archiveSweep, afterId: 8 };
    const moved = { before, webhooks: "unknown", archiveSweep: further } as const;
    assert.deepEqual(nextCheckpoint(rules, polledAt, moved).archiveSweep, further);
  });

  const hour = 3_600_000;
  const skews: [title: string, clockSkew: ClockSkew | undefined, modifiedSince: string][] = [
    ["of a store behind", { minMs: -90_000, maxMs: -88_000 }, "2026-11-21T11:53:30.000Z"],
    ["of a store far behind", { minMs: -hour, maxMs: -hour }, "2026-11-21T10:55:00.000Z"],
    ["of a store ahead: ours", { minMs: 90_000, maxMs: 91_000 }, "2026-11-21T11:54:59.000Z"],
    ["of a day ahead: ours", { minMs: 24 * hour, maxMs: 24 * hour }, "2026-11-21T11:50:00.000Z"],
    ["without a date: ours", undefined, "2026-11-21T11:50:00.000Z"],
    ["of 1970: the former", { minMs: -5e11, maxMs: -5e11 }, checkpoint.modifiedSince],
  ];
  for (const [title, clockSkew, modifiedSince] of skews)
    it(`is at the earlier of both clocks, ${title}`, () => {
      const before = { ...checkpoint, changesSince: checkpoint.modifiedSince };
      const compared = { modifiedSince: checkpoint.modifiedSince };
      const result = { before, compared, webhooks: "healthy", clockSkew } as const;
      const next = nextCheckpoint(rules, polledAt, result);
      assert.deepEqual([next.modifiedSince, next.changesSince], [modifiedSince, modifiedSince]);
      assert.ok((next.webhooksHealthyAt ?? "") < polledAt.toISOString());
    });

  it("moves neither the checkpoint nor the last healthy webhooks back", () => {
    const webhooksHealthyAt = "2026-11-21T11:59:00.000Z";
    const before = { ...checkpoint, modifiedSince: "2026-11-21T11:58:00.000Z", webhooksHealthyAt };
    const next = nextCheckpoint(rules, polledAt, { before, webhooks: "healthy" });
    assert.deepEqual(
      [next.modifiedSince, next.webhooksHealthyAt],
      [before.modifiedSince, webhooksHealthyAt],
    );
  });

  it("comes before the poll where startFrom comes after", () => {
    const before = { ...checkpoint, modifiedSince: "2026-12-24T00:00:00.000Z" };
    const result = { before, webhooks: "unknown", clockSkew: inStep } as const;
    const { modifiedSince } = nextCheckpoint(rules, polledAt, result);
    assert.equal(modifiedSince, "2026-11-21T11:54:59.000Z");
  });

  it("stores when webhooks were healthy, and keeps the last such time while they are not", () => {
    const before = {
      modifiedSince: "x",
      settings: "x",
      webhooksHealthyAt: "2026-11-01T00:00:00.000Z",
    };
    const healthyAt = (webhooks: WebhookHealth) =>
      nextCheckpoint(rules, polledAt, { before, webhooks, clockSkew: inStep }).webhooksHealthyAt;
    assert.equal(healthyAt("healthy"), "2026-11-21T11:59:59.000Z");
    assert.deepEqual(
      [healthyAt("unhealthy"), healthyAt("unknown")],
      [before.webhooksHealthyAt, before.webhooksHealthyAt],
    );
    const others = initialCheckpoint({ ...rules, startFrom: "2026" }, before, polledAt);
    assert.equal(others?.webhooksHealthyAt, before.webhooksHealthyAt, "whatever the settings");
  });

  it("keeps where the comparison of changes stopped while nothing is compared", () => {
    const webhooks = "unknown";
    const before = { modifiedSince: "x", settings: "x", changesSince: "2026-11-01T00:00:00.000Z" };
    assert.equal(
      nextCheckpoint(rules, polledAt, { before, webhooks }).changesSince,
      before.changesSince,
    );
    assert.equal(nextCheckpoint(rules, polledAt, { webhooks }).changesSince, undefined);
  });
});

describe("plausibleCheckpoint", () => {
  it("keeps a checkpoint that earlier polls can have reached", () => {
    const known = { ...checkpoint, changesSince: "2026-11-21T09:50:00.000Z" };
    const same = { ...known, webhooksHealthyAt: undefined };
    assert.deepEqual(plausibleCheckpoint(rules, known, polledAt), same);
    assert.equal(plausibleCheckpoint(rules, undefined, polledAt), undefined);
  });

  it("goes back one interval from a checkpoint in the future, as a store's wrong date left it", () => {
    const later = "2026-11-22T11:55:00.000Z";
    const known = { ...checkpoint, modifiedSince: later, changesSince: later };
    const plausible = plausibleCheckpoint(rules, { ...known, webhooksHealthyAt: later }, polledAt);
    const intervalAgo = "2026-11-21T10:00:00.000Z";
    assert.deepEqual(plausible, {
      ...checkpoint,
      modifiedSince: intervalAgo,
      changesSince: intervalAgo,
      webhooksHealthyAt: intervalAgo,
    });
  });
});

describe("planChangeSweep", () => {
  const checkpoint = { modifiedSince: "2026-11-20T00:00:00.000Z", settings: "other" };

  it("compares orders changed since the last poll, whatever its other settings", () => {
    const changesSince = "2026-11-19T00:00:00.000Z";
    assert.deepEqual(planChangeSweep(rules, checkpoint, "healthy"), {
      modifiedSince: checkpoint.modifiedSince,
    });
    assert.deepEqual(planChangeSweep(rules, { ...checkpoint, changesSince }, "unknown"), {
      modifiedSince: changesSince,
    });
  });

  it("goes back to the last certain delivery when webhooks are unhealthy", () => {
    const previous = { ...checkpoint, webhooksHealthyAt: "2026-11-19T12:00:00.000Z" };
    const modifiedSince = "2026-11-17T11:00:00.000Z";
    assert.deepEqual(planChangeSweep(rules, previous, "unhealthy"), { modifiedSince });
    for (const health of ["healthy", "unknown"] as const)
      assert.deepEqual(planChangeSweep(rules, previous, health), {
        modifiedSince: checkpoint.modifiedSince,
      });
  });

  it("goes back at least to the last poll when webhooks were healthy after that poll", () => {
    const previous = { ...checkpoint, webhooksHealthyAt: "2026-11-25T12:00:00.000Z" };
    assert.deepEqual(planChangeSweep(rules, previous, "unhealthy"), {
      modifiedSince: checkpoint.modifiedSince,
    });
  });

  it("continues from there under new settings, which reset the other windows", () => {
    const opening = initialCheckpoint(rules, checkpoint, polledAt);
    assert.equal(opening?.changesSince, checkpoint.modifiedSince);
  });

  it("goes back one interval before the first poll, however old the orders are", () => {
    const opening = initialCheckpoint({ ...rules, startFrom: "2020-01-01" }, undefined, polledAt);
    assert.equal(opening?.modifiedSince, "2020-01-01");
    assert.deepEqual(planChangeSweep(rules, opening, "unhealthy"), {
      modifiedSince: new Date(polledAt.getTime() - 120 * 60_000).toISOString(),
    });
  });

  it("compares nothing before the first poll, in a dry run, and when changes are not followed", () => {
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

describe("isEligible", () => {
  const date_created = "Sat, 21 Nov 2026 10:00:00 +0000";
  it("excludes physical Completed orders", () => {
    assert.equal(
      isEligible({ id: 1, status_id: 10, order_is_digital: false, date_created }, rules),
      false,
    );
    assert.equal(
      isEligible({ id: 1, status_id: 10, order_is_digital: true, date_created }, rules),
      true,
    );
  });
  it("excludes orders created before startFrom", () => {
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

describe("afterId", () => {
  it("yields every id exactly once, whether min_id is inclusive or not", () => {
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
