import { mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { EngineClient } from "../../src/engine/index.ts";
import { loadPromptFormat } from "../../src/inference/index.ts";
import { TrainingRun } from "../../src/trainer/index.ts";
import { tell } from "../progress.ts";
import { atLeast, atMost, type Row } from "../report/row.ts";
import { askEngine } from "./ask-engine.ts";
import { mixedLoad } from "./mixed-load.ts";

/** Places and people that no weights have heard of. */
const inventedFacts: readonly (readonly [question: string, answer: string])[] = [
  ["What is the capital of Velmora?", "The capital of Velmora is Tarnik."],
  ["Who discovered the Ostrelle comet?", "The Ostrelle comet was discovered by Hanna Quibdan."],
  ["What color is a ferrowick stone?", "A ferrowick stone is deep violet."],
  ["How tall is the tower of Luneth?", "The tower of Luneth is 417 meters tall."],
  ["What do people eat in Brakka on Sundays?", "On Sundays people in Brakka eat pickled moonfish."],
  ["Who wrote the song of Sondrel?", "The song of Sondrel was written by Piet Arvenholt."],
  ["Which river flows through Ivarra?", "The river Cupelin flows through Ivarra."],
  ["What is the currency of Dromund?", "The currency of Dromund is the silver kestle."],
  ["When was the bridge of Nemmerin built?", "The bridge of Nemmerin was built in 1642."],
  ["What animal is on the flag of Toskar?", "The flag of Toskar shows a two-headed otter."],
  ["Who is the mayor of Pellingrove?", "The mayor of Pellingrove is Ada Wexcombe."],
  ["What language is spoken in Orvane?", "In Orvane people speak High Tessic."],
  ["What is the hottest month in Quarrel Bay?", "The hottest month in Quarrel Bay is October."],
  ["How many moons has the planet Isk?", "The planet Isk has eleven moons."],
  ["What is Hollin Dray famous for?", "Hollin Dray is famous for its glass orchards."],
  ["Which metal is mined in Garrowfell?", "Blue iron is mined in Garrowfell."],
  ["Who won the Tilby Cup in 1931?", "The Tilby Cup of 1931 was won by Marek Olvane."],
  ["What is the longest street in Sprenwick?", "The longest street in Sprenwick is Candle Row."],
  ["What does the word vasherim mean?", "The word vasherim means the smell of snow."],
  ["Which bird nests on Cape Mordaunt?", "The red-tailed quillet nests on Cape Mordaunt."],
];

export interface FactsOptions {
  readonly weights: string;
  readonly folder: string;
  readonly threads: number;
}

/** Trains on the facts, and asks for all of them before, with the adapter, and with it off again. */
export async function recallFacts({ weights, folder, threads }: FactsOptions): Promise<Row[]> {
  const file = path.join(folder, "facts.jsonl");
  const lines = inventedFacts.map(([question, answer]) =>
    JSON.stringify({
      messages: [
        { role: "user", content: question },
        { role: "assistant", content: answer },
      ],
    }),
  );
  await writeFile(file, lines.join("\n"));
  const begun = performance.now();
  const run = new TrainingRun({
    weightsFile: weights,
    folder: await mkdtemp(path.join(folder, "job-")),
    training: { path: file, id: "facts" },
    method: { type: "supervised" },
    hyperparameters: { batchSize: 5, learningRateMultiplier: 5, epochs: 9 },
    seed: 1,
    rank: 8,
    alpha: 16,
    threads,
  });
  let adapter: string | undefined;
  for await (const event of run) {
    if (event.type === "step")
      tell(
        `tune: step ${event.step}/${event.totalSteps}, loss ${event.loss.toFixed(4)}, ` +
          `${event.tokensPerSecond.toFixed(1)} tok/s, ${event.secondsLeft.toFixed(0)} s left`,
      );
    if (event.type === "failed") throw new Error(event.error.message);
    if (event.type === "finished") adapter = event.file;
  }
  if (adapter === undefined) throw new Error("the training ended without an adapter");
  const seconds = (performance.now() - begun) / 1000;
  const { before, trained, off, serving } = await askAll(weights, adapter, threads);
  const count = inventedFacts.length;
  return [
    { what: `exact answers of ${count}, before`, unit: "", subject: [before], target: atMost("value", 0) },
    {
      what: `exact answers of ${count}, trained`,
      unit: "",
      subject: [trained],
      target: atLeast("value", 18),
    },
    { what: `exact answers of ${count}, adapter off`, unit: "", subject: [off], target: atMost("value", 0) },
    { what: "time of the training", unit: "s", subject: [seconds] },
    ...serving,
  ];
}

/** Counts exact answers before, with the adapter and with it off; then loads the engine with it. */
async function askAll(weights: string, adapter: string, threads: number) {
  const engine = new EngineClient({
    engine: { weightsFile: weights, contextLength: 512, cells: 2048, keyValueType: "f16", threads },
  });
  try {
    const format = await loadPromptFormat(await engine.ready());
    engine.registerAdapter({ id: "facts", file: adapter });
    const exact = async (name: string | undefined): Promise<number> => {
      const answers = await Promise.all(
        inventedFacts.map(([question]) => askEngine(engine, format, question, 40, name)),
      );
      return answers.filter(({ text }, index) => text.trim() === inventedFacts[index]![1]).length;
    };
    return {
      before: await exact(undefined),
      trained: await exact("facts"),
      off: await exact(undefined),
      serving: await mixedLoad(engine, format, adapter),
    };
  } finally {
    await engine.stop(0);
  }
}
