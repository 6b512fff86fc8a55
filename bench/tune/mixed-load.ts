import type { EngineClient } from "../../src/engine/index.ts";
import type { PromptFormat } from "../../src/inference/index.ts";
import type { Row } from "../report/row.ts";
import { askEngine } from "./ask-engine.ts";

const STREAMS = 8;
const TOKENS = 40;

/** Tokens a second of eight streams on the base alone, on one adapter, and spread over four. */
export async function mixedLoad(engine: EngineClient, format: PromptFormat, file: string): Promise<Row[]> {
  const names = ["one", "two", "three", "four"];
  for (const id of names) engine.registerAdapter({ id, file });
  const rate = async (adapters: readonly (string | undefined)[]): Promise<number> => {
    const ask = (stream: number) =>
      askEngine(
        engine,
        format,
        `Tell a long story about the number ${stream}.`,
        TOKENS,
        adapters[stream % adapters.length],
      );
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: STREAMS }, (_, stream) => ask(stream)));
    const tokens = answers.reduce((sum, answer) => sum + answer.tokens, 0);
    return (tokens * 1000) / (performance.now() - begun);
  };
  const rows: Row[] = [];
  for (const [what, adapters] of [
    ["base weights", [undefined]],
    ["one adapter", ["one"]],
    ["four adapters", names],
    ["base weights again", [undefined]],
  ] as const)
    rows.push({ what: `${STREAMS} streams, ${what}`, unit: "tok/s", subject: [await rate(adapters)] });
  return rows;
}
