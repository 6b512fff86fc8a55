import { writeFile } from "node:fs/promises";
import path from "node:path";
import { loadPromptFormat } from "../../src/inference/index.ts";
import { atLeast, atMost, type Row } from "../report/row.ts";
import { askEngine } from "./ask-engine.ts";
import { inventedFacts } from "./invented-facts.ts";
import { withEngine } from "./open-engine.ts";
import { train } from "./train.ts";
import type { TunePart, TunePlace } from "./tune-part.ts";

/** Trains on the facts, and asks for all of them before, with the adapter, and with it off again. */
export const recallFacts: TunePart = async (place) => {
  const file = path.join(place.folder, "facts.jsonl");
  const lines = inventedFacts.map(([question, answer]) =>
    JSON.stringify({
      messages: [
        { role: "user", content: question },
        { role: "assistant", content: answer },
      ],
    }),
  );
  await writeFile(file, lines.join("\n"));
  const hyperparameters = { batchSize: 5, learningRateMultiplier: 5, epochs: 9 };
  const { adapter, seconds } = await train(place, { name: "facts", file, rank: 8, hyperparameters });
  const { before, trained, off } = await askAll(place, adapter);
  const count = inventedFacts.length;
  const exact = (when: string, value: number, target: Row["target"]): Row => ({
    what: `exact answers of ${count}, ${when}`,
    unit: "",
    subject: [value],
    ...(target && { target }),
  });
  return [
    exact("before", before, atMost("value", 0)),
    exact("trained", trained, atLeast("value", 18)),
    exact("adapter off", off, atMost("value", 0)),
    { what: "time of the training on facts", unit: "s", subject: [seconds] },
  ];
};

function askAll(place: TunePlace, adapter: string) {
  return withEngine(place, async (engine) => {
    const format = await loadPromptFormat(await engine.ready());
    engine.registerAdapter({ id: "facts", file: adapter });
    const exact = async (name: string | undefined): Promise<number> => {
      const answers = await Promise.all(
        inventedFacts.map(([question]) => askEngine(engine, format, { question, tokens: 40, adapter: name })),
      );
      return answers.filter((text, index) => text.trim() === inventedFacts[index]![1]).length;
    };
    return { before: await exact(undefined), trained: await exact("facts"), off: await exact(undefined) };
  });
}
