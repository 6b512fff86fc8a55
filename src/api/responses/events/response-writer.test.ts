import { describe, expect, it } from "vitest";
import { internalError } from "../../errors/server-errors.ts";
import {
  call,
  exampleResponse,
  finish,
  RESPONSE_ID,
  start,
  text,
  type WritableEvent,
} from "../testing/examples.ts";
import type { ResponseEvent } from "./response-event.ts";
import { ResponseWriter } from "./response-writer.ts";

function write(events: readonly WritableEvent[], request: object = {}) {
  const writer = new ResponseWriter(exampleResponse(request));
  const written: ResponseEvent[] = [...writer.created(), ...writer.started()];
  for (const event of [start, ...events]) written.push(...writer.write(event));
  written.push(...writer.finished(1_771_000_009));
  return { writer, events: written, response: writer.response };
}

const types = (events: readonly ResponseEvent[]) => events.map(({ type }) => type.replace(/^response\./, ""));

/** What can be put together from the deltas alone, as clients do. */
function assembled(events: readonly ResponseEvent[]) {
  const texts: string[] = [];
  for (const event of events) {
    if ("delta" in event) texts[event.output_index] = (texts[event.output_index] ?? "") + event.delta;
  }
  return texts;
}

describe("a response's events", () => {
  it("tell of text in the recorded order", () => {
    const { events, response } = write([text("Hel"), text("lo"), finish()]);
    expect(types(events)).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "completed",
    ]);
    const [message] = response.output;
    const id = message?.id;
    expect(id).toMatch(/^msg_[0-9a-f]{48}$/);
    expect(events[2]).toEqual({
      type: "response.output_item.added",
      output_index: 0,
      item: { id, type: "message", status: "in_progress", content: [], role: "assistant" },
    });
    const place = { item_id: id, output_index: 0, content_index: 0 };
    expect(events[4]).toEqual({ type: "response.output_text.delta", ...place, delta: "Hel", logprobs: [] });
    expect(events[6]).toEqual({ type: "response.output_text.done", ...place, text: "Hello", logprobs: [] });
    expect(events[8]).toMatchObject({ item: message });
  });

  it("end with the response, what it used and when it was done", () => {
    const { events, response } = write([text("Hi"), finish()]);
    expect(events.at(-1)).toEqual({ type: "response.completed", response });
    expect(response).toMatchObject({
      id: RESPONSE_ID,
      status: "completed",
      completed_at: 1_771_000_009,
      service_tier: "default",
      usage: {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 3,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 13,
      },
    });
    expect(events[0]).toMatchObject({
      response: { status: "in_progress", output: [], usage: null, completed_at: null, service_tier: "auto" },
    });
  });

  it("are told with the keys in the recorded order", () => {
    expect(Object.keys(write([text("Hi"), finish()]).response)).toEqual(
      "id object created_at status background completed_at error frequency_penalty incomplete_details instructions max_output_tokens max_tool_calls model output parallel_tool_calls presence_penalty previous_response_id prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store temperature text tool_choice tools top_logprobs top_p truncation usage user metadata".split(
        " ",
      ),
    );
  });

  it("tell of a function call in the recorded order, under ids that go together", () => {
    const { events, response } = write([
      ...call(0, "get_weather", ['{"city":', '"Paris"}']),
      finish("tool-calls"),
    ]);
    expect(types(events).slice(2)).toEqual([
      "output_item.added",
      "function_call_arguments.delta",
      "function_call_arguments.delta",
      "function_call_arguments.done",
      "output_item.done",
      "completed",
    ]);
    const [item] = response.output;
    expect(item).toMatchObject({
      type: "function_call",
      status: "completed",
      arguments: '{"city":"Paris"}',
      name: "get_weather",
      id: expect.stringMatching(/^fc_[0-9a-f]{48}$/),
      call_id: expect.stringMatching(/^call_[0-9a-f]{24}$/),
    });
    expect(events[2]).toMatchObject({ item: { ...item, status: "in_progress", arguments: "" } });
    expect(events[5]).toEqual({
      type: "response.function_call_arguments.done",
      item_id: item?.id,
      output_index: 0,
      name: "get_weather",
      arguments: '{"city":"Paris"}',
    });
  });

  it("tell of a custom tool's input", () => {
    const { events, response } = write([
      ...call(0, "shell", ["ls ", "-l"], { kind: "custom" }),
      finish("tool-calls"),
    ]);
    expect(types(events).slice(2)).toEqual([
      "output_item.added",
      "custom_tool_call_input.delta",
      "custom_tool_call_input.delta",
      "custom_tool_call_input.done",
      "output_item.done",
      "completed",
    ]);
    expect(response.output[0]).toMatchObject({
      type: "custom_tool_call",
      id: expect.stringMatching(/^ctc_/),
      input: "ls -l",
    });
  });

  it("give a preamble and parallel calls an item each", () => {
    const { events, response } = write([
      text("Let me look."),
      ...call(0, "a", ["{}"]),
      ...call(1, "b", ["{}"]),
      finish("tool-calls"),
    ]);
    expect(response.output.map(({ type }) => type)).toEqual(["message", "function_call", "function_call"]);
    expect(assembled(events)).toEqual(["Let me look.", "{}", "{}"]);
    const added = events.filter(({ type }) => type === "response.output_item.added");
    expect(added.map((event) => "output_index" in event && event.output_index)).toEqual([0, 1, 2]);
    const ids = response.output.flatMap((item) => ["call_id" in item ? item.call_id : "", item.id]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("end incomplete where the answer was cut, the open item with them", () => {
    const { events, response } = write([text("Hel"), finish("length")]);
    expect(events.at(-1)?.type).toBe("response.incomplete");
    expect(response).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      completed_at: null,
      output: [{ status: "incomplete", content: [{ text: "Hel" }] }],
    });
  });

  it("never pass a cut call for a whole one", () => {
    const { response } = write([...call(0, "f", ['{"a'], { complete: false }), finish("length")]);
    expect(response.output[0]).toMatchObject({ status: "incomplete", arguments: '{"a' });
    expect(response.status).toBe("incomplete");
  });

  it("hold an empty message where the model had nothing to say", () => {
    const { response } = write([finish()]);
    expect(response.output).toMatchObject([
      { type: "message", content: [{ type: "output_text", text: "" }] },
    ]);
  });

  it("carry log probabilities with each delta and all of them in the end", () => {
    const sampled = (token: string) => ({
      token,
      bytes: [...Buffer.from(token)],
      logProbability: -0.5,
      alternatives: [],
    });
    const said = ["Hel", "lo"].map(
      (token): WritableEvent => ({ type: "text-delta", choice: 0, text: token, sampled: [sampled(token)] }),
    );
    const { events, response } = write([...said, finish()]);
    const entry = (token: string) => ({
      token,
      logprob: -0.5,
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    });
    expect(events[4]).toMatchObject({ logprobs: [entry("Hel")] });
    expect(response.output[0]).toMatchObject({ content: [{ logprobs: [entry("Hel"), entry("lo")] }] });
  });

  it("end with an error and the failed response, what was said so far kept", () => {
    const writer = new ResponseWriter(exampleResponse());
    const events: ResponseEvent[] = [...writer.started()];
    for (const event of [start, text("Hel")]) events.push(...writer.write(event));
    events.push(...writer.failed(internalError(new Error("secret"))));
    expect(types(events).slice(-2)).toEqual(["error", "failed"]);
    expect(events.at(-2)).toEqual({
      type: "error",
      error: { type: "server_error", code: null, message: expect.any(String), param: null },
    });
    expect(writer.response).toMatchObject({
      status: "failed",
      error: { code: "server_error", message: expect.stringMatching(/^The server had an error/) },
      output: [{ status: "incomplete", content: [{ text: "Hel" }] }],
    });
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("come out the same when the response is made again", () => {
    const said = [text("Hi"), ...call(0, "f", ["{}"]), finish("tool-calls")];
    expect(write(said).events).toEqual(write(said).events);
  });
});
