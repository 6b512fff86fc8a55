import { describe, expect, it } from "vitest";
import type { TextEvent } from "../../inference/index.ts";
import { internalError } from "../errors/server-errors.ts";
import { systemRandomBytes } from "../random-text.ts";
import { Obfuscation } from "../streaming/obfuscation.ts";
import { eventData } from "../testing/test-server.ts";
import { type ChunkOptions, ChunkWriter } from "./chunk-writer.ts";
import type { CompletionHead } from "./completion-head.ts";

const head: CompletionHead = {
  id: "chatcmpl-abcdefghijklmnopqrstuvwxyz012",
  created: 1_771_000_000,
  model: "gpt-4.1-nano-2025-04-14",
  fingerprint: "fp_de604bd877",
  logProbabilities: false,
  legacyFunctions: false,
};

type WritableEvent = Exclude<TextEvent, { type: "error" }>;

const START: WritableEvent = { type: "start", promptTokens: 10, cachedTokens: 4 };
const END: WritableEvent = { type: "end" };
const text = (value: string, choice = 0): WritableEvent => ({ type: "text-delta", choice, text: value });
const finish = (reason: "stop" | "length" | "tool-calls" = "stop", choice = 0): WritableEvent => ({
  type: "choice-end",
  choice,
  reason,
  usage: { completionTokens: 3, acceptedPredictionTokens: 1, rejectedPredictionTokens: 2 },
});
const call = (index: number, name: string, kind: "function" | "custom" = "function"): WritableEvent => ({
  type: "tool-call-start",
  choice: 0,
  index,
  kind,
  id: `call_${index}`,
  name,
});
const payload = (index: number, value: string): WritableEvent => ({
  type: "tool-call-delta",
  choice: 0,
  index,
  text: value,
});

function write(events: readonly WritableEvent[], options: Partial<ChunkOptions> = {}): string[] {
  const writer = new ChunkWriter({ head, includeUsage: false, ...options });
  return eventData(events.map((event) => writer.write(event)).join(""));
}

/** Index, delta and finish reason of each chunk. */
function deltas(events: readonly WritableEvent[], options: Partial<ChunkOptions> = {}) {
  return write(events, options)
    .slice(0, -1)
    .flatMap((data) => JSON.parse(data).choices)
    .map(({ index, delta, finish_reason }) => [index, delta, finish_reason]);
}

describe("ChunkWriter", () => {
  it("writes the chunks of a text byte for byte as they were recorded", () => {
    const common = `{"id":"${head.id}","object":"chat.completion.chunk","created":1771000000,"model":"gpt-4.1-nano-2025-04-14","service_tier":"default","system_fingerprint":"fp_de604bd877","choices":[`;
    expect(write([START, text("Hi"), finish(), END], { includeUsage: true })).toEqual([
      `${common}{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}`,
      `${common}{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}`,
      `${common}{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}`,
      `${common}],"usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":1,"rejected_prediction_tokens":2}}}`,
      "[DONE]",
    ]);
  });

  it("knows no usage where none was asked for", () => {
    const chunks = write([START, text("Hi"), finish(), END]);
    expect(chunks).toHaveLength(4);
    for (const chunk of chunks.slice(0, -1)) expect(JSON.parse(chunk)).not.toHaveProperty("usage");
  });

  it("tells every choice its own role and end, and adds their usage up", () => {
    const events = [
      START,
      text("a", 0),
      text("b", 1),
      finish("length", 1),
      text("c", 0),
      finish("stop", 0),
      END,
    ];
    const role = { role: "assistant", content: "", refusal: null };
    expect(deltas(events)).toEqual([
      [0, role, null],
      [0, { content: "a" }, null],
      [1, role, null],
      [1, { content: "b" }, null],
      [1, {}, "length"],
      [0, { content: "c" }, null],
      [0, {}, "stop"],
    ]);
    const usage = JSON.parse(write(events, { includeUsage: true }).at(-2) ?? "").usage;
    expect(usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 6, total_tokens: 16 });
  });

  it("tells the role of an answer that has no text", () => {
    expect(deltas([START, finish("stop"), END])[0]?.[1]).toHaveProperty("role");
  });

  it("opens a lone call together with the role", () => {
    const events = [
      START,
      call(0, "get_weather"),
      payload(0, '{"a":'),
      payload(0, "1}"),
      finish("tool-calls"),
      END,
    ];
    expect(write(events)[0]).toContain(
      '"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_0","type":"function","function":{"name":"get_weather","arguments":""}}],"refusal":null}',
    );
    expect(deltas(events).slice(1)).toEqual([
      [0, { tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }, null],
      [0, { tool_calls: [{ index: 0, function: { arguments: "1}" } }] }, null],
      [0, {}, "tool_calls"],
    ]);
  });

  it("opens further calls, and calls after text, on their own", () => {
    const events = [
      START,
      text("Let me see"),
      call(0, "a"),
      payload(0, "{}"),
      call(1, "b"),
      payload(1, "{}"),
      END,
    ];
    const openers = deltas(events).filter(([, delta]) => delta.tool_calls?.[0]?.id);
    expect(openers.map(([, delta]) => delta)).toEqual([
      { tool_calls: [{ index: 0, id: "call_0", type: "function", function: { name: "a", arguments: "" } }] },
      { tool_calls: [{ index: 1, id: "call_1", type: "function", function: { name: "b", arguments: "" } }] },
    ]);
  });

  it("tells a custom tool's input as such", () => {
    const [opener, delta] = deltas([START, call(0, "shell", "custom"), payload(0, "ls"), END]);
    expect(opener?.[1].tool_calls).toEqual([
      { index: 0, id: "call_0", type: "custom", custom: { name: "shell", input: "" } },
    ]);
    expect(delta?.[1]).toEqual({ tool_calls: [{ index: 0, custom: { input: "ls" } }] });
  });

  it("tells calls of functions in the words from before there were tools", () => {
    const options = { head: { ...head, legacyFunctions: true } };
    expect(deltas([START, call(0, "f"), payload(0, "{}"), finish("tool-calls"), END], options)).toEqual([
      [
        0,
        { role: "assistant", content: null, function_call: { name: "f", arguments: "" }, refusal: null },
        null,
      ],
      [0, { function_call: { arguments: "{}" } }, null],
      [0, {}, "function_call"],
    ]);
  });

  it("tells the log probabilities of the tokens of each piece", () => {
    const token = { token: "Hi", bytes: [72, 105], logProbability: -0.5 };
    const sampled: WritableEvent = {
      type: "text-delta",
      choice: 0,
      text: "Hi",
      sampled: [{ ...token, alternatives: [token] }],
    };
    const chunks = write([START, sampled, finish(), END], { head: { ...head, logProbabilities: true } });
    const wire = { token: "Hi", logprob: -0.5, bytes: [72, 105] };
    expect(chunks.slice(0, -1).map((chunk) => JSON.parse(chunk).choices[0].logprobs)).toEqual([
      { content: [], refusal: null },
      { content: [{ ...wire, top_logprobs: [wire] }], refusal: null },
      null,
    ]);
  });

  it("hides the size of all chunks, the field being last", () => {
    const obfuscation = new Obfuscation(systemRandomBytes);
    const pieces = ["a", " longer piece", "é", "😀\n", '"quoted"'].map((piece) => text(piece));
    const chunks = write([START, ...pieces, finish(), END], { includeUsage: true, obfuscation });
    for (const chunk of chunks.slice(0, -1)) {
      const parsed = JSON.parse(chunk);
      expect(Object.keys(parsed).at(-1)).toBe("obfuscation");
      const { obfuscation: padding, ...bare } = parsed;
      expect((Buffer.byteLength(JSON.stringify(bare)) + padding.length) % 16).toBe(0);
    }
  });

  it("keeps an event on one line whatever the text holds", () => {
    const [, data] = write([START, text("a\n\ndata: [DONE]\r\u2028"), finish(), END]);
    expect(data).not.toMatch(/[\r\n]/);
    expect(JSON.parse(data ?? "").choices[0].delta.content).toBe("a\n\ndata: [DONE]\r\u2028");
  });

  it("ends with an error instead of [DONE], in the service's words for that", () => {
    const writer = new ChunkWriter({ head, includeUsage: true });
    expect(writer.writeError(internalError(new Error("secret path /etc/passwd")))).toBe(
      'data: {"error":{"message":"The server had an error processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if you keep seeing this error.","type":"server_error","param":null,"code":null}}\n\n',
    );
  });
});
