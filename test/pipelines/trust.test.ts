import assert from "node:assert/strict";
import { attachedPolicies, repository } from "../support/attachedPolicies";
import { projectName } from "../support/stackFiles";
import { isTrusted, type TrustPolicy } from "../support/trustPolicy";

const aud = "sts.amazonaws.com";
const { owner, name, id } = repository;

/** How GitHub names the repository: by names, or since 15 July 2026 by names and ids. */
const subjects = {
  "by names": `repo:${owner.login}/${name}`,
  "by names and ids": `repo:${owner.login}@${owner.id}/${name}@${id}`,
};

/** Other repositories, whose names or ids resemble ours. */
const others = [
  `repo:${owner.login}/${name}-evil`,
  `repo:${owner.login}/evil`,
  `repo:${owner.login}x/${name}`,
  `repo:x${owner.login}/${name}`,
  `repo:${owner.login}@${owner.id}/${name}-evil@${id}`,
  `repo:${owner.login}@${owner.id}/${name}-evil@${id + 1}`,
  `repo:${owner.login}@${owner.id}/${name}@${id}0`,
  `repo:${owner.login}@${owner.id}/${name}@${id + 1}`,
  `repo:${owner.login}@${owner.id}0/${name}@${id}`,
  `repo:${owner.login}@1/${name}@${id}`,
  `repo:${owner.login}x@${owner.id}/${name}@${id}`,
  `repo:evil@${owner.id}/${name}@${id}`,
  `repo:${owner.login}@${owner.id}/${name}`,
  `repo:${owner.login}/${name}@${id}`,
  "repo:OWNER/REPOSITORY",
  "repo:*/*",
];

describe("the trust policies, as the commands of deploy-policy.md fill them in", () => {
  let policies: ReturnType<typeof attachedPolicies>;
  const trusts = (role: "deployTrust" | "readTrust", sub: string, audience = aud) =>
    isTrusted(JSON.parse(policies[role]) as TrustPolicy, { aud: audience, sub });
  before(() => {
    policies = attachedPolicies();
  });

  for (const [form, subject] of Object.entries(subjects)) {
    it(`let a job of the stack's environment deploy, where GitHub names the repository ${form}`, () => {
      assert.ok(trusts("deployTrust", `${subject}:environment:prod`));
    });

    it(`let previews and the drift check read, where GitHub names the repository ${form}`, () => {
      assert.ok(trusts("readTrust", `${subject}:environment:preview-prod`));
      assert.ok(trusts("readTrust", `${subject}:ref:refs/heads/main`));
    });

    it(`let no other job of the repository assume a role, named ${form}`, () => {
      for (const context of [
        "environment:dev",
        "environment:preview-prod",
        "environment:prod-2",
        "ref:refs/heads/main",
        "pull_request",
      ])
        assert.ok(!trusts("deployTrust", `${subject}:${context}`), context);
      for (const context of [
        "environment:prod",
        "environment:preview-dev",
        "ref:refs/heads/main2",
        "ref:refs/tags/main",
        "pull_request",
      ])
        assert.ok(!trusts("readTrust", `${subject}:${context}`), context);
    });
  }

  it("let no job of another repository assume a role", () => {
    for (const other of others) {
      assert.ok(!trusts("deployTrust", `${other}:environment:prod`), other);
      assert.ok(!trusts("readTrust", `${other}:environment:preview-prod`), other);
      assert.ok(!trusts("readTrust", `${other}:ref:refs/heads/main`), other);
    }
  });

  it("accept no token that is meant for another audience", () => {
    const subject = `${subjects["by names and ids"]}:environment:prod`;
    assert.ok(!trusts("deployTrust", subject, "https://github.com/octocat"));
  });

  it("let the roles reach the REST APIs and the dashboard of this project only", () => {
    for (const text of [policies.deploy, policies.read]) {
      assert.ok(text.includes(`"aws:ResourceTag/project": "${projectName}"`), text);
      assert.ok(text.includes(`:dashboard/${projectName}-prod-*`), text);
    }
  });

  it("are attached to the roles, and no policy keeps a placeholder", () => {
    const { calls, deployTrust, readTrust, deploy, read } = policies;
    for (const text of [deployTrust, readTrust, deploy, read]) {
      assert.doesNotMatch(text, /REGION|ACCOUNT_ID|STATE_|STACK|PROJECT|OWNER|REPOSITORY/);
      assert.equal((JSON.parse(text) as { Version: string }).Version, "2012-10-17");
    }
    assert.deepEqual(
      calls.map((call) => call.replace(/^iam (\S+) .*\/(\S+)\.json$/, "$1 $2")),
      [
        "create-role deploy-trust-policy",
        "put-role-policy deploy-policy",
        "create-role read-trust-policy",
        "put-role-policy read-policy",
      ],
    );
  });
});
