/** A declared Lambda function, as far as the emulation needs it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly logicalName: string;
  readonly arn: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** File contents by file name. */
  readonly code: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly maxContainers?: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export interface InvocationResult {
  readonly requestId: string;
  readonly result?: unknown;
  readonly error?: FunctionError;
  readonly logs: readonly string[];
  readonly durationMs: number;
}

export interface LogLine {
  readonly functionName: string;
  readonly requestId?: string;
  readonly line: string;
}
