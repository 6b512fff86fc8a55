import { describe, expect, it } from "vitest";
import type { TextEvent } from "../../inference/index.ts";
import type { CompletionHead } from "./completion-head.ts";
import { CompletionObject } from "./completion-object.ts";

const head: CompletionHead = {
  id: "chatcmpl-x",
  created: 1,
  model: "gpt-4.1-2025-04-14",
  fingerprint: "fp_0123456789",
  logProbabilities: false,
  legacyFunctions: false,
};

const usage = { completionTokens: 2, acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 };

const CALLS: readonly TextEvent[] = [
  { type: "start", promptTokens: 3, cachedTokens: 0 },
  { type: "tool-call-start", choice: 0, index: 0, kind: "function", id: "call_a", name: "f" },
  { type: "tool-call-delta", choice: 0, index: 0, text: '{"x":' },
  { type: "tool-call-delta", choice: 0, index: 0, text: "1}" },
  { type: "tool-call-end", choice: 0, index: 0, complete: true },
  { type: "tool-call-start", choice: 0, index: 1, kind: "custom", id: "call_b", name: "g" },
  { type: "tool-call-delta", choice: 0, index: 1, text: "ls" },
  { type: "choice-end", choice: 0, reason: "tool-calls", usage },
];

function complete(events: readonly TextEvent[], fields: Partial<CompletionHead> = {}, choices = 1) {
  const completion = new CompletionObject({ ...head, ...fields }, choices);
  for (const event of events) completion.observe(event);
  return completion.toWire();
}

describe("CompletionObject", () => {
  it("has its keys in the order in which they were recorded", () => {
    const wire = complete([{ type: "text-delta", choice: 0, text: "Hi" }]);
    expect(Object.keys(wire)).toEqual([
      "id",
      "object",
      "created",
      "model",
      "choices",
      "usage",
      "service_tier",
      "system_fingerprint",
    ]);
    expect(JSON.stringify(wire.choices)).toBe(
      '[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}]',
    );
  });

  it("tells calls beside a content of null", () => {
    const [choice] = complete(CALLS).choices;
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(choice?.message).toMatchObject({
      content: null,
      tool_calls: [
        { id: "call_a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
        { id: "call_b", type: "custom", custom: { name: "g", input: "ls" } },
      ],
    });
  });

  it("keeps the text that came before calls", () => {
    const [choice] = complete([{ type: "text-delta", choice: 0, text: "Let me see." }, ...CALLS]).choices;
    expect(choice?.message.content).toBe("Let me see.");
  });

  it("tells a call of a function in the words from before there were tools", () => {
    const [choice] = complete(CALLS, { legacyFunctions: true }).choices;
    expect(choice?.finish_reason).toBe("function_call");
    expect(choice?.message).toMatchObject({ function_call: { name: "f", arguments: '{"x":1}' } });
    expect(choice?.message).not.toHaveProperty("tool_calls");
  });

  it("adds up the usage of all choices", () => {
    const ends = [0, 1, 2].map(
      (choice): TextEvent => ({ type: "choice-end", choice, reason: "length", usage }),
    );
    const wire = complete([{ type: "start", promptTokens: 3, cachedTokens: 1 }, ...ends], {}, 3);
    expect(wire.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 });
    expect(wire.choices.map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
      [0, "length"],
      [1, "length"],
      [2, "length"],
    ]);
  });
});
