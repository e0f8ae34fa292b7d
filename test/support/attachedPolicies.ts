import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

/** What `gh api repos/<owner>/<repository>` answers, as far as the commands read it; names as GitHub spells them. */
export const repository = {
  id: 456789,
  name: "orders",
  full_name: "octocat/orders",
  owner: { login: "octocat", id: 123456 },
};

const stubs = {
  gh: `[ "$*" = "api repos/Octocat/Orders" ] || exit 1; echo '${JSON.stringify(repository)}'`,
  aws: `case "$*" in *get-caller-identity*) echo 111122223333 ;; *describe-key*) echo 1234abcd-12ab ;; *) echo "$*" >> "$CALLS" ;; esac`,
};

const commandsOf = (page: string): string =>
  /^```sh\n(stack=prod [^]*?)^```$/m.exec(
    readFileSync(path.join(root, "docs", page), "utf8"),
  )?.[1] ?? "";

/** The commands of deploy-policy.md, run with stubs of both command lines: the policies by file, and the AWS calls. */
export const attachedPolicies = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "policies-"));
  const CALLS = path.join(folder, "calls");
  try {
    for (const [name, script] of Object.entries(stubs)) {
      writeFileSync(path.join(folder, name), `#!/usr/bin/env bash\n${script}\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
    const commands = commandsOf("deploy-policy.md")
      .replace("<your-state-bucket>", "my-state")
      .replace("<owner>/<repository>", "Octocat/Orders")
      .replaceAll("/tmp/", `${folder}/`);
    const env = { ...process.env, CALLS, PATH: `${folder}:${process.env.PATH}` };
    execFileSync("bash", ["-euc", commands], { cwd: root, env });
    const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
    const textOf = (name: string) => read(`${name}.json`);
    return {
      deployTrust: textOf("deploy-trust-policy"),
      readTrust: textOf("read-trust-policy"),
      deploy: textOf("deploy-policy"),
      read: textOf("read-policy"),
      calls: read("calls").replaceAll(`${folder}/`, "/tmp/").trim().split("\n"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
