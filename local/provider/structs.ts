import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Fields } from "../fields";

export const toStruct = (fields: Fields): Struct =>
  Struct.fromJavaScript(fields as Record<string, JavaScriptValue>);

export const fromStruct = (struct: Struct | undefined): Fields => struct?.toJavaScript() ?? {};
