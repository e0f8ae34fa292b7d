import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Resource } from "../../policy/rule";

/** The policy pack in its own process, started and called as Pulumi's engine does. */
export interface PolicyPackProcess {
  /** The diagnostics for a resource before the engine creates the resource. */
  readonly analyze: (resource: Resource) => Promise<readonly string[]>;
  /** The diagnostics for the stack after the engine has created all resources. */
  readonly analyzeStack: (resources: readonly Resource[]) => Promise<readonly string[]>;
  readonly stop: () => void;
}

const root = path.join(__dirname, "..", "..");

/** `pulumi-analyzer-policy <engine's address> .`, run in the pack's folder. */
const start = (): ChildProcess =>
  spawn(
    process.execPath,
    [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."],
    { cwd: path.join(root, "policy"), stdio: ["ignore", "pipe", "pipe"] },
  );

/** The pack prints its port once it listens. */
const portOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const errors: string[] = [];
    child.stderr?.on("data", (text) => errors.push(String(text)));
    child.stdout?.once("data", (text) => resolve(String(text).trim()));
    child.once("exit", (code) => reject(new Error(`The pack ended (${code}): ${errors.join("")}`)));
  });

/** Level, rule, resource and problem; the rule's description precedes the problem on a line of its own. */
const formatDiagnostic = (diagnostic: AnalyzeDiagnostic): string => {
  const isMandatory = diagnostic.getEnforcementlevel() === EnforcementLevel.MANDATORY;
  const level = isMandatory ? "mandatory" : "advisory";
  const [, problem = diagnostic.getMessage()] = diagnostic.getMessage().split("\n");
  return `${level} ${diagnostic.getPolicyname()} ${diagnostic.getUrn()}: ${problem}`;
};

type Callback = (problem: ServiceError | null, response: AnalyzeResponse) => void;

const diagnosticsOf = (call: (callback: Callback) => unknown): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    call((problem, response) => {
      if (problem) reject(problem);
      else resolve(response.getDiagnosticsList().map(formatDiagnostic));
    });
  });

const structOf = ({ props }: Resource): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Record<string, JavaScriptValue>);

const analyzerResource = (resource: Resource): AnalyzerResource => {
  const { type, urn, name, propertyDependencies = {} } = resource;
  const result = new AnalyzerResource();
  result.setType(type).setUrn(urn).setName(name);
  result.setProperties(structOf(resource)).setOptions(new AnalyzerResourceOptions());
  for (const [property, urns] of Object.entries(propertyDependencies))
    result
      .getPropertydependenciesMap()
      .set(property, new AnalyzerPropertyDependencies().setUrnsList([...urns]));
  return result;
};

export const startPolicyPack = async (): Promise<PolicyPackProcess> => {
  const child = start();
  const port = await portOf(child);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    analyze: (resource) => {
      const request = new AnalyzeRequest();
      request.setType(resource.type).setUrn(resource.urn).setName(resource.name);
      request.setProperties(structOf(resource)).setOptions(new AnalyzerResourceOptions());
      return diagnosticsOf((callback) => client.analyze(request, callback));
    },
    analyzeStack: (resources) => {
      const request = new AnalyzeStackRequest();
      for (const resource of resources) request.addResources(analyzerResource(resource));
      return diagnosticsOf((callback) => client.analyzeStack(request, callback));
    },
    stop: () => {
      client.close();
      child.kill();
    },
  };
};
