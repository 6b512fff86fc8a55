import { type Script, say } from "../../testing/scripted-engine.ts";

/** Says the pieces, and waits at the gate before each from the second on. */
export function gated(pieces: readonly string[]): { script: Script; open: () => void } {
  const gate = Promise.withResolvers<void>();
  const script: Script = async function* (request, signal) {
    for await (const event of say(pieces)(request, signal)) {
      yield event;
      if (event.type !== "text-delta") continue;
      const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      await Promise.race([gate.promise, aborted]);
      if (!signal.aborted) continue;
      yield { type: "error", error: { code: "cancelled" } };
      return;
    }
  };
  return { script, open: () => gate.resolve() };
}
