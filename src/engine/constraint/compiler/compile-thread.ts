import { parentPort } from "node:worker_threads";
import type { ConstraintSource } from "../../generate-request.ts";
import type { Automaton } from "../automaton/automaton.ts";
import { ConstraintError } from "../constraint-error.ts";
import { compileSource } from "./compile-source.ts";

export type CompileReply =
  | { readonly ok: true; readonly automaton: Automaton }
  | { readonly ok: false; readonly message: string; readonly part?: string | undefined };

function answer(source: ConstraintSource): CompileReply {
  try {
    return { ok: true, automaton: compileSource(source) };
  } catch (error) {
    if (error instanceof ConstraintError) return { ok: false, message: error.message, part: error.part };
    // The stack is the only thing that can run out here without ending the thread.
    if (error instanceof RangeError) return { ok: false, message: "The constraint is nested too deeply." };
    throw error;
  }
}

parentPort?.on("message", (source: ConstraintSource) => {
  const reply = answer(source);
  const buffers = reply.ok ? Object.values(reply.automaton).filter(ArrayBuffer.isView) : [];
  parentPort?.postMessage(
    reply,
    buffers.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
