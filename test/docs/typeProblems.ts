import path from "node:path";
import ts from "typescript";
import { root } from "./documents";

const compilerOptions = (): ts.CompilerOptions => {
  const file = path.join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as {
    readonly config: { readonly compilerOptions: object };
  };
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options;
};

/** The type errors that this file of the project would have with this text. */
export const typeProblems = (file: string, text: string): string[] => {
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const name = path.join(root, file);
  const read: ts.CompilerHost = {
    ...host,
    fileExists: (other) => other === name || host.fileExists(other),
    readFile: (other) => (other === name ? text : host.readFile(other)),
    getSourceFile: (other, version) =>
      other === name
        ? ts.createSourceFile(name, text, version, true)
        : host.getSourceFile(other, version),
  };
  const program = ts.createProgram([name], options, read);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
};
