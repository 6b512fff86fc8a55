import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { RandomWeights } from "../../test/tiny-model/random-weights.ts";
import { temporaryDirectory, tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Batch, GgufWriter, Model, openLlama } from "../llama/index.ts";
import { collect, never, request, startEngine, stopEngines, textOf } from "./tiny-engine.ts";

afterEach(stopEngines);

const [rank, width] = [4, 64];

function adapterFile(name: string, seed: number): string {
  const file = path.join(temporaryDirectory(), `engine-${name}.gguf`);
  const random = new RandomWeights(seed);
  const writer = new GgufWriter()
    .setMetadata("general.type", { type: "string", value: "adapter" })
    .setMetadata("general.architecture", { type: "string", value: "llama" })
    .setMetadata("adapter.type", { type: "string", value: "lora" })
    .setMetadata("adapter.lora.alpha", { type: "float32", value: 8 });
  for (const layer of [0, 1]) {
    const tensor = `blk.${layer}.attn_q.weight`;
    for (const [part, shape] of [
      ["lora_a", [width, rank]],
      ["lora_b", [rank, width]],
    ] as const)
      writer.addTensor({
        name: `${tensor}.${part}`,
        type: "f32",
        shape,
        data: random.array(rank * width, 0.7),
      });
  }
  writer.write(file);
  return file;
}

const texts = ["the cat", "a long day", "once upon a time there was", "stars"];

/** What llama.cpp itself answers with the adapter: greedy, without any of the engine. */
async function answersOf(file: string | undefined): Promise<string[]> {
  using model = await Model.load(openLlama(), tinyModelFile());
  using context = model.createContext({
    cells: 256,
    batchTokens: 64,
    sequences: 1,
    threads: 1,
    keyType: "f32",
    valueType: "f32",
    flashAttention: "off",
  });
  if (file !== undefined) context.setAdapters([{ adapter: model.loadAdapter(file), scale: 1 }]);
  using batch = new Batch(64);
  return texts.map((text) => {
    context.memory.clear();
    const known = [...model.vocabulary.tokenize(text, { addSpecial: true, parseSpecial: false })];
    const start = known.length;
    for (let from = 0; known.length < start + 8; ) {
      batch.clear();
      let last = 0;
      for (; from < known.length; from++) last = batch.add(known[from]!, from, 0, from === known.length - 1);
      context.decodeNow(batch);
      const logits = context.logits(last);
      const next = logits.indexOf(Math.max(...logits));
      if (model.vocabulary.isEndOfGeneration(next)) break;
      known.push(next);
    }
    const pieces = known.slice(start).map((token) => model.vocabulary.pieceBytes(token, { special: false }));
    return withoutEnd(Buffer.concat(pieces).toString("utf8"));
  });
}

/** The engine waits for the rest of a character that the last token begins; here it is cut off. */
function withoutEnd(text: string): string {
  return text.replace(/\ufffd+$/, "");
}

describe("an engine with adapters", () => {
  it("answers every request of a mixed load as llama.cpp does with that adapter", async () => {
    const files = { one: adapterFile("one", 1), two: adapterFile("two", 2), three: adapterFile("three", 3) };
    const engine = startEngine(tinyModelFile(), { adapterMemoryBytes: 1 });
    for (const [id, file] of Object.entries(files)) engine.registerAdapter({ id, file });
    const expected = new Map<string | undefined, string[]>([[undefined, await answersOf(undefined)]]);
    for (const [id, file] of Object.entries(files)) expected.set(id, await answersOf(file));
    expect(new Set([...expected.values()].map((answers) => answers.join("|"))).size).toBe(4);

    const asked = [...expected.keys()].flatMap((adapter) => texts.map((text) => ({ adapter, text })));
    const ask = ({ adapter, text }: { adapter: string | undefined; text: string }) =>
      collect(
        engine.generate(
          request(text, { maximumTokens: 8, ...(adapter !== undefined && { adapter }) }),
          never,
        ),
      );
    // Twice, so that the second time prompts come from the cache: each adapter's own.
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(asked.map(ask));
      for (const [index, { adapter, text }] of asked.entries())
        expect(withoutEnd(textOf(answers[index]!)), `${adapter} ${text}`).toBe(
          expected.get(adapter)![texts.indexOf(text)],
        );
    }
  });

  it("refuses adapters it was not told of, or was told to forget", async () => {
    const engine = startEngine(tinyModelFile());
    await engine.ready();
    const ask = () => collect(engine.generate(request("hello", { adapter: "one" }), never));
    const unknown = { type: "error", error: { code: "unknown-adapter", adapter: "one" } };
    expect(await ask()).toEqual([unknown]);
    engine.registerAdapter({ id: "one", file: adapterFile("one", 1) });
    expect((await ask()).at(-1)).toEqual({ type: "end" });
    engine.forgetAdapter("one");
    expect(await ask()).toEqual([unknown]);
  });

  it("ends a request whose adapter is damaged, and no other", async () => {
    const engine = startEngine(tinyModelFile());
    const damaged = path.join(temporaryDirectory(), "damaged-adapter.gguf");
    writeFileSync(damaged, Buffer.alloc(512, 7));
    engine.registerAdapter({ id: "damaged", file: damaged });
    const [bad, good] = await Promise.all([
      collect(engine.generate(request("hello", { adapter: "damaged" }), never)),
      collect(engine.generate(request("hello"), never)),
    ]);
    expect(bad.at(-1)).toMatchObject({ type: "error", error: { code: "unsupported" } });
    expect(good.at(-1)).toEqual({ type: "end" });
  });

  it("knows its adapters again after a crash", async () => {
    const engine = startEngine(tinyModelFile());
    const file = path.join(temporaryDirectory(), "again.gguf");
    copyFileSync(adapterFile("one", 1), file);
    engine.registerAdapter({ id: "one", file });
    const ask = async () =>
      textOf(await collect(engine.generate(request("the cat", { adapter: "one" }), never)));
    const before = await ask();
    process.kill(engine.processId!, "SIGKILL");
    expect(await ask()).toBe(before);
    rmSync(file);
  });
});
