import { parentPort } from "node:worker_threads";
import { type CompiledTemplate, compileTemplate, type TemplateInput } from "./render-template.ts";

export interface TemplateRequest extends TemplateInput {
  readonly source: string;
  readonly maximumCharacters: number;
}

export type TemplateReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly isExhausted?: boolean };

let compiled: { readonly source: string; readonly run: CompiledTemplate } | undefined;

function answer(request: TemplateRequest): TemplateReply {
  try {
    if (compiled?.source !== request.source) {
      compiled = { source: request.source, run: compileTemplate(request.source) };
    }
    const text = compiled.run(request);
    if (text.length > request.maximumCharacters) return { ok: false, message: "its output is too large" };
    return { ok: true, text };
  } catch (cause) {
    return { ok: false, message: cause instanceof Error ? cause.message : "it failed" };
  }
}

parentPort?.on("message", (request: TemplateRequest) => parentPort?.postMessage(answer(request)));
parentPort?.postMessage("loaded");
