import { describe, expect, it } from "vitest";
import { EventParser } from "../api/event-stream.ts";
import { AnswerBuilder } from "./answer-builder.ts";
import type { AnswerEvent } from "./answer-event.ts";
import { chatChunkEvents } from "./chat-chunks.ts";
import { LiveText } from "./live-text.ts";
import { prefillProgress } from "./prefill-progress.ts";
import { responseEvents } from "./response-events.ts";
import { tokensPerSecond } from "./tokens-per-second.ts";

const chunk = (fields: object, index = 0) =>
  JSON.stringify({ choices: [{ index, delta: {}, finish_reason: null, ...fields }] });

function build(events: Iterable<AnswerEvent>, choices = 1) {
  let time = 0;
  const builder = new AnswerBuilder(
    { model: "gpt-4.1" },
    choices,
    () => (time += 10),
    () => new LiveText(() => {}),
  );
  for (const event of events) builder.take(event);
  return builder.ended("done");
}

describe("a streamed chat completion", () => {
  it("becomes an answer with its text, reason, usage and times", () => {
    const usage = {
      prompt_tokens: 9,
      completion_tokens: 2,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { accepted_prediction_tokens: 1, rejected_prediction_tokens: 3 },
    };
    const stream = [
      chunk({ delta: { role: "assistant", content: "" } }),
      chunk({ delta: { content: "Hel" } }),
      chunk({ delta: { content: "lo" } }),
      chunk({ finish_reason: "stop" }),
      JSON.stringify({ choices: [], usage }),
    ];
    const [answer] = build(stream.flatMap((data) => [...chatChunkEvents(data)]));
    expect(answer).toMatchObject({
      text: "Hello",
      finishReason: "stop",
      state: "done",
      usage: {
        promptTokens: 9,
        cachedTokens: 4,
        completionTokens: 2,
        acceptedPredictionTokens: 1,
        rejectedPredictionTokens: 3,
      },
      timing: { firstToken: 10, end: 20 },
    });
  });

  it("keeps choices apart and puts tool calls together", () => {
    const call = (fields: object) => chunk({ delta: { tool_calls: [{ index: 0, ...fields }] } }, 1);
    const stream = [
      chunk({ delta: { content: "first" } }, 0),
      call({ id: "call_1", type: "function", function: { name: "f", arguments: "" } }),
      call({ function: { arguments: '{"a"' } }),
      call({ function: { arguments: ":1}" } }),
    ];
    const [first, second] = build(
      stream.flatMap((data) => [...chatChunkEvents(data)]),
      2,
    );
    expect(first).toMatchObject({ text: "first", toolCalls: [] });
    expect(second?.toolCalls).toEqual([{ id: "call_1", kind: "function", name: "f", input: '{"a":1}' }]);
  });

  it("throws the error that comes within it, in the server's words", () => {
    const data = JSON.stringify({ error: { message: "The engine ended.", code: "engine" } });
    expect(() => [...chatChunkEvents(data)]).toThrow("The engine ended.");
  });
});

describe("a streamed response", () => {
  it("becomes the same kind of answer", () => {
    const stream = [
      { type: "response.output_item.added", output_index: 0, item: { type: "message" } },
      { type: "response.output_text.delta", output_index: 0, delta: "Hi" },
      {
        type: "response.output_item.added",
        output_index: 1,
        item: { type: "custom_tool_call", call_id: "call_2", name: "note" },
      },
      { type: "response.custom_tool_call_input.delta", output_index: 1, delta: "rain" },
      {
        type: "response.incomplete",
        response: {
          status: "incomplete",
          incomplete_details: { reason: "max_output_tokens" },
          usage: { input_tokens: 5, output_tokens: 3, input_tokens_details: { cached_tokens: 2 } },
        },
      },
    ];
    const [answer] = build(stream.flatMap((event) => [...responseEvents(JSON.stringify(event))]));
    expect(answer).toMatchObject({
      text: "Hi",
      finishReason: "max_output_tokens",
      toolCalls: [{ id: "call_2", kind: "custom", name: "note", input: "rain" }],
      usage: { promptTokens: 5, cachedTokens: 2, completionTokens: 3 },
    });
  });

  it("throws where it failed", () => {
    const failed = { type: "response.failed", response: { error: { code: "server_error", message: "No." } } };
    expect(() => [...responseEvents(JSON.stringify(failed))]).toThrow("No.");
  });
});

describe("server-sent events", () => {
  it("are the same whatever pieces they arrive in", () => {
    const text = ': prefill 5/10\r\ndata: {"a":\ndata: 1}\n\n: hm\n\ndata: two\n\ndata: [DONE]\n\n';
    const whole = [...new EventParser().parse(text)];
    expect(whole.map((part) => (part.kind === "data" ? part.data : `:${part.text}`))).toEqual([
      ":prefill 5/10",
      '{"a":\n1}',
      ":hm",
      "two",
    ]);
    const parser = new EventParser();
    expect([...text].flatMap((character) => [...parser.parse(character)])).toEqual(whole);
  });

  it("tell how far a prompt has come", () => {
    expect(prefillProgress("prefill 512/2048")).toEqual({ done: 512, total: 2048 });
    expect(prefillProgress("prefill 9 of 5")).toEqual({ done: 5, total: 5 });
    expect(prefillProgress("keep-alive")).toBeUndefined();
  });
});

it("counts the rate from the first token on", () => {
  const usage = {
    promptTokens: 1,
    cachedTokens: 0,
    completionTokens: 11,
    acceptedPredictionTokens: 0,
    rejectedPredictionTokens: 0,
  };
  expect(tokensPerSecond(usage, { firstToken: 1_000, end: 2_000 })).toBe(10);
  expect(tokensPerSecond({ ...usage, completionTokens: 1 }, { firstToken: 1, end: 2 })).toBeUndefined();
  expect(tokensPerSecond(usage, { firstToken: undefined, end: 2 })).toBeUndefined();
});
