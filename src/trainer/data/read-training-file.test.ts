import { describe, expect, it } from "vitest";
import type { Example } from "./parse-example.ts";
import { readTrainingFile, TrainingFileError, type TrainingFileOptions } from "./read-training-file.ts";

const chat = {
  messages: [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
  ],
};
const preference = {
  input: { messages: [{ role: "user", content: "a" }] },
  preferred_output: [{ role: "assistant", content: "b" }],
  non_preferred_output: [{ role: "assistant", content: "c" }],
};
const options: TrainingFileOptions = { use: "training_file", format: "chat", fileId: "file-1" };

/** In pieces of a few bytes, as no file comes but every reader must take. */
async function* pieces(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
}

async function read(
  text: string | Uint8Array,
  changes: Partial<TrainingFileOptions> = {},
): Promise<Example[]> {
  return Array.fromAsync(readTrainingFile(pieces(text), { ...options, ...changes }));
}

const file = (...lines: unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const ten = (line: unknown) => Array.from({ length: 10 }, () => line);
const tool = (name: string) => ({ type: "function", function: { name } });
const answered = (assistant: unknown) => ({ messages: [{ role: "user", content: "a" }, assistant] });

describe("readTrainingFile", () => {
  it("gives every example, past empty lines and without a last line break", async () => {
    expect(await read(`\n${file(...ten(chat))}\n${JSON.stringify(chat)}`)).toHaveLength(11);
  });

  it("knows which answers are learned, and tools by both spellings", async () => {
    const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
    const line = {
      tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
      messages: [
        { role: "user", content: "a" },
        { role: "assistant", content: "no", weight: 0 },
        { role: "user", content: "b" },
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "c1", content: "1" },
        { role: "assistant", content: "yes", weight: 1 },
      ],
    };
    const [example] = await read(file(...ten(line)));
    expect(example).toMatchObject({ format: "chat", learned: [3, 5], tools: [{ name: "f", strict: false }] });
    const old = {
      functions: [{ name: "f" }],
      messages: [
        { role: "user", content: "a" },
        { role: "assistant", function_call: { name: "f", arguments: "{}" } },
      ],
    };
    expect((await read(file(...ten(old))))[0]).toMatchObject({ learned: [1], tools: [{ name: "f" }] });
    const filled = { ...old, tools: null, functions: [{ name: "f", description: null, parameters: null }] };
    expect((await read(file(...ten(filled))))[0]).toMatchObject({ learned: [1], tools: [{ name: "f" }] });
  });

  it("takes preferences in both spellings", async () => {
    const { preferred_output, non_preferred_output, input } = preference;
    const old = {
      input,
      preferred_completion: preferred_output,
      non_preferred_completion: non_preferred_output,
    };
    const examples = await read(file(...ten(preference), old), { format: "preference" });
    expect(examples[10]).toEqual({ ...examples[0], line: 11 });
  });

  it.each([
    [
      "nine examples",
      file(...ten(chat).slice(1)),
      "invalid_n_examples",
      "Training file has 9 example(s), but must have at least 10 examples",
    ],
    [
      "an unknown role",
      file(answered({ role: "robot", content: "x" })),
      "invalid_training_file",
      "Example 1, message 2 has the unknown role",
    ],
    [
      "no role",
      file(chat, answered({ content: "x" })),
      "invalid_training_file",
      "Example 2, message 2 Discriminator 'role' is missing in value",
    ],
    [
      "no assistant",
      file({ messages: [{ role: "user", content: "a" }] }),
      "invalid_training_file",
      "no assistant message",
    ],
    [
      "empty content",
      file(answered({ role: "assistant", content: "" })),
      "invalid_training_file",
      "empty content",
    ],
    [
      "a weight of 2",
      file(answered({ role: "assistant", content: "x", weight: 2 })),
      "invalid_training_file",
      "expected 0 or 1",
    ],
    [
      "nothing to learn",
      file(answered({ role: "assistant", content: "x", weight: 0 })),
      "invalid_training_file",
      "weight 0",
    ],
    ["NUL", file(answered({ role: "assistant", content: "x\0" })), "invalid_training_file", "NUL"],
    [
      "half a surrogate pair",
      '{"messages":[{"role":"user","content":"\\ud800"},{"role":"assistant","content":"x"}]}',
      "invalid_training_file",
      "surrogate",
    ],
    ["no JSON", "{\n", "invalid_training_file", "Example 1, is not valid JSON"],
    [
      "prompt and completion",
      file({ prompt: "a", completion: "b" }),
      "invalid_training_file",
      "prompt/completion",
    ],
    ["mixed formats", file(chat, preference), "invalid_training_file", "fine-tune-preference format, unlike"],
    [
      "arguments that are no JSON",
      file(answered({ role: "assistant", tool_calls: [{ function: { name: "f", arguments: "{" } }] })),
      "invalid_training_file",
      "not a JSON object",
    ],
    [
      "an image",
      file({ messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] }),
      "invalid_training_file",
      "image",
    ],
    [
      "two tools of one name",
      file({ ...chat, tools: [tool("f"), tool("g"), tool("f")] }),
      "invalid_training_file",
      "Example 1, tool 3 has the name of another tool",
    ],
    [
      "a tool that no request could offer",
      file({ ...chat, tools: [tool("look up")] }),
      "invalid_training_file",
      "tool 1 has a name that is not",
    ],
    [
      "parallel calls that are neither allowed nor not",
      file({ ...chat, parallel_tool_calls: "no" }),
      "invalid_training_file",
      "parallel_tool_calls is neither true nor false",
    ],
    ["messages that are text", file({ messages: "hi" }), "invalid_training_file", "is not a list"],
    ["deep nesting", `${"[".repeat(200_000)}\n`, "invalid_training_file", "Example 1"],
  ])("refuses %s", async (_, text, code, message) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainingFileError);
    const { fault } = error as TrainingFileError;
    expect(fault).toMatchObject({ code, param: "training_file" });
    expect(fault.message).toContain(message);
  });

  it("refuses a file for another method, in the service's words", async () => {
    await expect(read(file(...ten(preference)))).rejects.toThrow(
      "Input file file-1 is in the fine-tune-preference format, but the specified fine-tuning job is not using " +
        "'dpo' as the training method (provided method=supervised).",
    );
    await expect(read(file(...ten(chat)), { format: "preference" })).rejects.toThrow(
      "'supervised' as the training method (provided method=dpo)",
    );
  });

  it("refuses bytes that are no text, and says which file", async () => {
    const bytes = Buffer.concat([Buffer.from(file(chat)), Buffer.of(0xff, 0x0a)]);
    const error = await read(bytes, { use: "validation_file" }).catch((thrown: unknown) => thrown);
    expect((error as TrainingFileError).fault).toMatchObject({
      code: "invalid_validation_file",
      param: "validation_file",
      line: 2,
    });
  });
});
