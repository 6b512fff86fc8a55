import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import type { EngineClient } from "../../src/engine/index.ts";
import { generateText, type ServedModel } from "../../src/inference/index.ts";
import { type ChatExample, readTrainingFile } from "../../src/trainer/index.ts";
import { tell } from "../progress.ts";
import type { Row } from "../report/row.ts";
import { isRight } from "../tools/judge-answer.ts";
import type { AnsweredCall } from "../tools/tool-answer.ts";
import { withEngine } from "./open-engine.ts";
import { train } from "./train.ts";
import type { TunePart } from "./tune-part.ts";

const fileOf = (name: string) => fileURLToPath(new URL(`../../evals/home/${name}.jsonl`, import.meta.url));
const MOST_TOKENS = 96;

/** Trains on 60 commands and their calls, and asks for 20 others before and after. */
export const learnToolCalls: TunePart = async (place) => {
  const file = fileOf("training");
  const hyperparameters = { batchSize: 6, learningRateMultiplier: 2, epochs: 3 };
  const { adapter, seconds } = await train(place, { name: "tool-calls", file, rank: 16, hyperparameters });
  const examples = await readExamples(fileOf("held-out"));
  return withEngine(place, async (engine) => {
    engine.registerAdapter({ id: "tool-calls", file: adapter });
    const share = async (when: string, name: string | undefined): Promise<Row> => {
      const right = [];
      for (const example of examples) right.push(await isAnsweredRight(engine, name, example));
      const percent = (100 * right.filter((each) => each).length) / examples.length;
      return { what: `right calls of ${examples.length} held out, ${when}`, unit: "%", subject: [percent] };
    };
    return [
      await share("before", undefined),
      await share("trained", "tool-calls"),
      { what: "time of the training on calls", unit: "s", subject: [seconds] },
    ];
  });
};

async function readExamples(file: string): Promise<ChatExample[]> {
  const examples: ChatExample[] = [];
  const content = createReadStream(file) as AsyncIterable<Uint8Array>;
  const options = { use: "validation_file", format: "chat", fileId: file } as const;
  for await (const example of readTrainingFile(content, options))
    if (example.format === "chat") examples.push(example);
  return examples;
}

/** Asked as any client asks: the model may call or talk, and is right with exactly the example's call. */
async function isAnsweredRight(
  engine: EngineClient,
  adapter: string | undefined,
  { conversation, tools, parallelToolCalls }: ChatExample,
): Promise<boolean> {
  const expected = conversation.at(-1);
  const wanted = expected?.role === "assistant" ? expected.toolCalls?.[0] : undefined;
  if (wanted?.kind !== "function") throw new Error("a held-out example ends without a call");
  const { contextLength } = await engine.ready();
  const model: ServedModel = {
    snapshot: "tuned",
    engine,
    created: 0,
    ownedBy: "bench",
    contextLength,
    maximumOutputTokens: MOST_TOKENS,
    ...(adapter !== undefined && { adapter }),
  };
  const answer = generateText(
    model,
    conversation.slice(0, -1),
    {
      id: crypto.randomUUID(),
      priority: "interactive",
      choices: 1,
      maximumTokens: MOST_TOKENS,
      sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
      stop: [],
      responseFormat: { type: "text" },
      tools,
      toolChoice: { mode: "auto" },
      parallelToolCalls,
      cacheScope: "bench",
    },
    new AbortController().signal,
  );
  const calls: AnsweredCall[] = [];
  let content = "";
  for await (const event of answer) {
    if (event.type === "error") throw new Error(`a held-out example failed: ${event.error.code}`);
    if (event.type === "text-delta") content += event.text;
    if (event.type === "tool-call-start") calls.push({ name: event.name, arguments: "" });
    if (event.type === "tool-call-delta") {
      const call = calls.at(-1)!;
      calls[calls.length - 1] = { ...call, arguments: call.arguments + event.text };
    }
  }
  const given = JSON.parse(wanted.arguments) as Record<string, unknown>;
  const accepted = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]]));
  const right = isRight({ content, calls }, { calls: [{ name: wanted.name, arguments: accepted }] });
  tell(
    `tune: ${right ? "right" : "wrong"}: ${calls.map((call) => call.name + call.arguments).join()}${content}`,
  );
  return right;
}
