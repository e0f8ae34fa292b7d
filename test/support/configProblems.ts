import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { settings } from "../../config";
import { defaultSettings } from "./stackFiles";

const project = "order-replication";

/** Valid settings, chosen so that any one of them can be set to a bound without a conflict with another. */
const valid: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(defaultSettings()).filter(([key]) => !key.includes(":"))),
  storeHash: "abc123",
  accessToken: "token",
  webhookSecret: "0123456789abcdef",
  alertEmail: "owner@example.com",
  clientSecret: "x",
  newOrderStatusIds: "[7]",
  pollIntervalMinutes: "120",
  protectData: "false",
  logRetentionDays: "30",
  physicalStatusId: "9",
  digitalStatusId: "8",
};

/** Lets config.ts run in this process, on mocked resources. */
export const mockPulumi = async (): Promise<void> => {
  const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(mocks, project, "test");
};

/** The problems that config.ts reports, a line for each key; none where every value is valid. */
export const configProblems = (changes: Readonly<Record<string, string>>): readonly string[] => {
  const given = Object.entries({ ...valid, ...changes });
  const values = given.map(([key, value]) => [`${project}:${key}`, value] as const);
  // All of them encrypted, so that no secret is refused for that reason.
  pulumi.runtime.setAllConfig(
    { "aws:region": "us-east-1", ...Object.fromEntries(values) },
    values.map(([key]) => key),
  );
  try {
    settings();
    return [];
  } catch (problem) {
    assert.ok(problem instanceof pulumi.RunError);
    const lines = problem.message.split("\n").filter((line) => line.startsWith(`  ${project}:`));
    return lines.map((line) => line.slice(project.length + 3));
  } finally {
    pulumi.runtime.setAllConfig({});
  }
};

/** What config.ts expects of a key, from its own message: a lone space is valid for no key. */
export const expectedOf = (key: string): string => {
  const [problem = ""] = configProblems({ [key]: " " });
  const [, named, expected] = /^(\w+): expected (.*); got /.exec(problem) ?? [];
  assert.equal(named, key, `a space is valid for ${key}`);
  return expected ?? "";
};
