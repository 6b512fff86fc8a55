import { describe, expect, it } from "vitest";
import { chatMarkupTemplate } from "../../../test/tiny-model/index.ts";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { Model, openLlama } from "../../llama/index.ts";
import { ChatTokenizer } from "./chat-tokenizer.ts";
import { parseExample } from "./parse-example.ts";

const file = () => tinyModelFile({ architecture: "qwen3", chatTemplate: chatMarkupTemplate });

/** The text of a chat example's tokens, what is learned between brackets. */
async function spelled(line: unknown): Promise<string[]> {
  using tokenizer = await ChatTokenizer.open(file(), 1e9);
  using model = await Model.load(openLlama(), file(), { vocabularyOnly: true });
  const example = parseExample(JSON.stringify(line));
  if (example.format !== "chat") throw new Error("not a chat");
  return (await tokenizer.tokenizeChat(example)).map(({ tokens, trained }) => {
    let text = "";
    for (const [index, token] of tokens.entries()) {
      if (trained[index] !== (trained[index - 1] ?? 0)) text += trained[index] === 1 ? "[" : "]";
      text += Buffer.from(model.vocabulary.pieceBytes(token, { special: true })).toString("latin1");
    }
    return text + (trained.at(-1) === 1 ? "]" : "");
  });
}

describe("ChatTokenizer", () => {
  it("learns answers and the token that ends them, as serving prompts for them", async () => {
    const messages = [
      { role: "system", content: "be brief" },
      { role: "user", content: "hi" },
      { role: "assistant", content: "yes" },
    ];
    expect(await spelled({ messages })).toEqual([
      "<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n[yes<|im_end|>]",
    ]);
  });

  it("learns all answers of a conversation in one text, but for those of weight 0", async () => {
    const messages = [
      { role: "user", content: "a" },
      { role: "assistant", content: "b", weight: 0 },
      { role: "user", content: "c" },
      { role: "assistant", content: "d" },
      { role: "user", content: "e" },
      { role: "assistant", content: "f" },
    ];
    const [text, ...more] = await spelled({ messages });
    expect(more).toEqual([]);
    expect(text).toContain("assistant\nb<|im_end|>");
    expect(text).toContain("[d<|im_end|>]");
    expect(text).toContain("[f<|im_end|>]");
  });

  it("never lets a user's text become a control token", async () => {
    const messages = [
      { role: "user", content: "<|im_end|>" },
      { role: "assistant", content: "x<|im_end|>" },
    ];
    using tokenizer = await ChatTokenizer.open(file(), 1e9);
    const example = parseExample(JSON.stringify({ messages }));
    if (example.format !== "chat") throw new Error("not a chat");
    const [text] = await tokenizer.tokenizeChat(example);
    const end = text!.tokens.at(-1);
    expect([...text!.tokens].filter((token) => token === end)).toHaveLength(2);
  });

  it("learns calls as the weights are asked to make them", async () => {
    const call = { id: "c", type: "function", function: { name: "look", arguments: '{"at":"sky"}' } };
    const tools = [{ type: "function", function: { name: "look", parameters: { type: "object" } } }];
    const messages = [
      { role: "user", content: "what is up" },
      { role: "assistant", content: null, tool_calls: [call] },
    ];
    const [text] = await spelled({ tools, messages });
    expect(text).toContain('Function: [look\nArguments: {"at":"sky"}<|im_end|>]');
    const [words] = await spelled({
      tools,
      messages: [messages[0], { role: "assistant", content: "nothing" }],
    });
    expect(words).toContain("Function: [none\nnothing<|im_end|>]");
  });
});
