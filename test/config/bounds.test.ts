import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { settings } from "../../config";
import { boundsOf } from "../support/settingBounds";
import { declaredSettings, defaultSettings } from "../support/stackFiles";

const project = "order-replication";

/** Valid, and such that no single setting at a bound of its own clashes with it. */
const good: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(defaultSettings()).filter(([key]) => !key.includes(":"))),
  ...{ storeHash: "abc123", accessToken: "token", webhookSecret: "0123456789abcdef" },
  ...{ alertEmail: "owner@example.com", clientSecret: "x", newOrderStatusIds: "[7]" },
  ...{ pollIntervalMinutes: "120", protectData: "false", logRetentionDays: "30" },
  ...{ physicalStatusId: "9", digitalStatusId: "8" },
};

/** The problems of a configuration, by key; none if it is accepted. */
const problemsOf = (changes: Readonly<Record<string, string>>): readonly string[] => {
  const given = Object.entries({ ...good, ...changes });
  const config = Object.fromEntries(given.map(([key, value]) => [`${project}:${key}`, value]));
  pulumi.runtime.setAllConfig(config);
  try {
    settings();
    return [];
  } catch (problem) {
    assert.ok(problem instanceof pulumi.RunError);
    const lines = problem.message.split("\n").filter((line) => line.startsWith(`  ${project}:`));
    return lines.map((line) => line.slice(project.length + 3));
  }
};

/** What config.ts expects of a key, in its own words: a lone space is right for none. */
const expectedOf = (key: string): string => {
  const [problem = ""] = problemsOf({ [key]: " " });
  const [, named, expected] = /^(\w+): expected (.*); got /.exec(problem) ?? [];
  assert.equal(named, key, `a space is taken for ${key}`);
  return expected ?? "";
};

describe("each setting of Pulumi.yaml", () => {
  before(async () => {
    const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
    await pulumi.runtime.setMocks(mocks, project, "test");
  });
  afterEach(() => pulumi.runtime.setAllConfig({}));

  for (const key of Object.keys(declaredSettings())) {
    it(`is taken at its bounds and refused beyond them: ${key}`, () => {
      const expected = expectedOf(key);
      const bounds = boundsOf(expected);
      assert.ok(bounds, `Nobody knows the bounds of "${expected}": tell settingBounds.ts`);
      assert.ok(bounds.inside.length > 0 && bounds.outside.length > 0);
      for (const value of bounds.inside) assert.deepEqual(problemsOf({ [key]: value }), [], value);
      for (const value of bounds.outside) {
        const problems = problemsOf({ [key]: value });
        assert.equal(problems.length, 1, `${key} takes ${JSON.stringify(value)}`);
        assert.ok(problems[0]?.startsWith(`${key}: expected ${expected}; got `), problems[0]);
      }
    });
  }
});
