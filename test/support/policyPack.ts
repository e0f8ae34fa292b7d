import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Resource } from "../../policy/rule";

/** The policy pack in a process of its own, as Pulumi's engine starts it and talks to it. */
export interface PolicyPackProcess {
  /** What the engine is told before it makes the resource. */
  readonly analyze: (resource: Resource) => Promise<readonly string[]>;
  /** What the engine is told when it has made all resources. */
  readonly analyzeStack: (resources: readonly Resource[]) => Promise<readonly string[]>;
  readonly stop: () => void;
}

const root = path.join(__dirname, "..", "..");

/** `pulumi-analyzer-policy <engine's address> .`, run where the pack lies. */
const start = (): ChildProcess =>
  spawn(
    process.execPath,
    [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."],
    { cwd: path.join(root, "policy"), stdio: ["ignore", "pipe", "pipe"] },
  );

/** The pack prints its port when it listens. */
const portOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    child.stderr?.on("data", (text) => said.push(String(text)));
    child.stdout?.once("data", (text) => resolve(String(text).trim()));
    child.once("exit", (code) => reject(new Error(`The pack ended (${code}): ${said.join("")}`)));
  });

/** Its level, rule and resource, and what is wrong; the rule's description comes on a line before. */
const wordsOf = (diagnostic: AnalyzeDiagnostic): string => {
  const isMandatory = diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY;
  const level = isMandatory ? "mandatory" : "advisory";
  const [, said = diagnostic.getMessage()] = diagnostic.getMessage().split("\n");
  return `${level} ${diagnostic.getPolicyname()} ${diagnostic.getUrn()}: ${said}`;
};

type Told = (problem: ServiceError | null, response: AnalyzeResponse) => void;

const diagnosticsOf = (ask: (told: Told) => unknown): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    ask((problem, response) => {
      if (problem) reject(problem);
      else resolve(response.getDiagnosticsList().map(wordsOf));
    });
  });

const structOf = ({ props }: Resource): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Record<string, JavaScriptValue>);

export const startPolicyPack = async (): Promise<PolicyPackProcess> => {
  const child = start();
  const port = await portOf(child);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    analyze: (resource) => {
      const request = new AnalyzeRequest();
      request.setType(resource.type).setUrn(resource.urn).setName(resource.name);
      request.setProperties(structOf(resource)).setOptions(new AnalyzerResourceOptions());
      return diagnosticsOf((told) => client.analyze(request, told));
    },
    analyzeStack: (resources) => {
      const request = new AnalyzeStackRequest();
      for (const resource of resources) {
        const added = request.addResources(new AnalyzerResource());
        added.setType(resource.type).setUrn(resource.urn).setName(resource.name);
        added.setProperties(structOf(resource)).setOptions(new AnalyzerResourceOptions());
      }
      return diagnosticsOf((told) => client.analyzeStack(request, told));
    },
    stop: () => {
      client.close();
      child.kill();
    },
  };
};
