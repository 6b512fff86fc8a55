import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../store/index.ts";
import { readCompletion } from "./read-completion.ts";

const choice = (message: JsonObject, finish_reason = "stop") => ({
  index: 0,
  message: { role: "assistant", content: null, refusal: null, annotations: [], ...message },
  finish_reason,
});
const stored = (choices: readonly unknown[], request: JsonObject = {}) => ({
  request,
  response: { choices, usage: { prompt_tokens: 9, completion_tokens: 4 } },
});
const user = (content: unknown) => ({ role: "user", content });
const hello = [user("hello")];
const said = stored([choice({ content: "hi" })]);

const read = (...given: Parameters<typeof readCompletion>) => {
  const usable = readCompletion(...given);
  if (typeof usable === "string") throw new Error(usable);
  return { ...usable, example: JSON.parse(usable.line) };
};

const tool = { type: "function", function: { name: "look", parameters: { type: "object" }, strict: true } };
const call = (id: string) => ({
  id,
  type: "function",
  function: { name: "look", arguments: '{"at":"sky"}' },
});

describe("a stored completion", () => {
  it("becomes an example in which only its own answer is learned", () => {
    const messages = [
      { role: "developer", content: "Be brief." },
      user([{ type: "text", text: "one" }]),
      { role: "assistant", content: "1", refusal: null, annotations: [] },
      user("two"),
    ];
    const { example, ...usable } = read(stored([choice({ content: "2" })]), messages);
    expect(example).toEqual({
      messages: [
        { role: "system", content: "Be brief." },
        user([{ type: "text", text: "one" }]),
        { role: "assistant", content: "1", weight: 0 },
        user("two"),
        { role: "assistant", content: "2" },
      ],
    });
    expect(usable).toMatchObject({ inputTokens: 9, outputTokens: 4 });
    expect(usable.messages.some((message) => "weight" in message)).toBe(false);
  });

  it("keeps tools and calls as they were", () => {
    const messages = [
      user("look"),
      { role: "assistant", content: null, tool_calls: [call("call_a")] },
      { role: "tool", tool_call_id: "call_a", content: "clouds" },
    ];
    const { example } = read(
      stored([choice({ tool_calls: [call("call_b")] }, "tool_calls")], { tools: [tool] }),
      messages,
    );
    expect(example.tools).toEqual([tool]);
    expect(example.messages[1]).toEqual({ ...messages[1], weight: 0 });
    expect(example.messages[2]).toEqual(messages[2]);
    expect(example.messages[3]).toEqual({ role: "assistant", content: null, tool_calls: [call("call_b")] });
  });

  it("has the key of its prompt, which ids and one part of text do not change, and tools do", () => {
    const conversation = (id: string) => [
      user("look"),
      { role: "assistant", content: null, tool_calls: [call(id)] },
      { role: "tool", tool_call_id: id, content: "clouds" },
    ];
    const keyOf = (messages: readonly JsonObject[], request: JsonObject = {}) =>
      read(stored([choice({ content: "x" })], request), messages).key;
    expect(keyOf(conversation("call_a"))).toBe(keyOf(conversation("call_b")));
    expect(keyOf([user("a")])).toBe(keyOf([user([{ type: "text", text: "a" }])]));
    expect(keyOf([user("a")])).not.toBe(keyOf([user("b")]));
    expect(keyOf([user("a")])).not.toBe(keyOf([user("a")], { tools: [tool] }));
    expect(keyOf([user("a")])).not.toBe(keyOf([{ role: "system", content: "a" }]));
  });

  it("gives the first whole answer of several, and its share of their tokens", () => {
    const cut = choice({ content: "h" }, "length");
    const { example, outputTokens } = read(stored([cut, choice({ content: "hi" })]), hello);
    expect(example.messages.at(-1).content).toBe("hi");
    expect(outputTokens).toBe(2);
  });

  it.each([
    ["truncated", stored([choice({ content: "h" }, "length")]), hello],
    ["refused", stored([choice({ refusal: "No." })]), hello],
    ["refused", stored([choice({ content: "" }, "content_filter")]), hello],
    [
      "not_text",
      said,
      [
        user([
          { type: "text", text: "what" },
          { type: "image_url", image_url: { url: "data:," } },
        ]),
      ],
    ],
    ["too_long", said, [user("x".repeat(1_100_000))]],
    ["unsupported", said, [user("NUL \u0000")]],
    ["unsupported", said, [user(null)]],
    ["unsupported", stored([choice({ content: "" })]), hello],
    ["unsupported", stored([]), hello],
    [
      "unsupported",
      stored([choice({ content: "x" })], { tools: [{ type: "custom", custom: { name: "c" } }] }),
      hello,
    ],
    [
      "unsupported",
      stored([choice({ function_call: { name: "f", arguments: "{}" } }, "function_call")]),
      hello,
    ],
  ] as const)("is %s", (reason, completion, messages) => {
    expect(readCompletion(completion, messages)).toBe(reason);
  });
});
