import { describe, expect, it } from "vitest";
import { encodeSummary } from "../compaction/encrypted-summary.ts";
import type { ResponseItem } from "../items/item.ts";
import { toConversation } from "./to-conversation.ts";

const user = (text: string): ResponseItem => ({
  id: "msg_u",
  type: "message",
  status: "completed",
  content: [{ type: "input_text", text }],
  role: "user",
});
const assistant = (text: string): ResponseItem => ({
  id: "msg_a",
  type: "message",
  status: "completed",
  content: [{ type: "output_text", annotations: [], logprobs: [], text }],
  role: "assistant",
});
const call = (id: string, status: "completed" | "incomplete" = "completed"): ResponseItem => ({
  id: `fc_${id}`,
  type: "function_call",
  status,
  arguments: "{}",
  call_id: id,
  name: `tool_${id}`,
});
const output = (id: string, text = `result of ${id}`): ResponseItem => ({
  id: `fco_${id}`,
  type: "function_call_output",
  status: "completed",
  call_id: id,
  output: text,
});

const converse = (...items: ResponseItem[]) => toConversation({ instructions: null, items });
const outline = (...items: ResponseItem[]) =>
  converse(...items).map((message) =>
    message.role === "tool"
      ? `${message.toolCallId}=${message.content}`
      : `${message.role}: ${message.content}${
          "toolCalls" in message ? ` [${message.toolCalls?.map(({ id }) => id)}]` : ""
        }`,
  );

describe("the conversation that items stand for", () => {
  it("begins with the instructions", () => {
    expect(toConversation({ instructions: "Be brief.", items: [user("Hi")] })).toEqual([
      { role: "developer", content: "Be brief." },
      { role: "user", content: "Hi" },
    ]);
  });

  it("puts what was said, the calls after it and their results together", () => {
    expect(
      outline(user("a"), assistant("b"), call("1"), call("2"), output("2"), output("1"), user("c")),
    ).toEqual(["user: a", "assistant: b [1,2]", "1=result of 1", "2=result of 2", "user: c"]);
  });

  it("keeps calls that were made one after the other apart", () => {
    expect(outline(call("1"), output("1"), call("2"), output("2"))).toEqual([
      "assistant:  [1]",
      "1=result of 1",
      "assistant:  [2]",
      "2=result of 2",
    ]);
  });

  it("brings results that come late to their calls", () => {
    expect(outline(call("1"), user("wait"), output("1"))).toEqual([
      "assistant:  [1]",
      "1=result of 1",
      "user: wait",
    ]);
  });

  it("leaves out what another model thought, and a call that was cut off", () => {
    const reasoning: ResponseItem = { id: "rs_1", type: "reasoning", summary: [] };
    expect(outline(user("a"), reasoning, assistant("b"), call("1", "incomplete"), user("c"))).toEqual([
      "user: a",
      "assistant: b",
      "user: c",
    ]);
  });

  it("unfolds a summary", () => {
    const item: ResponseItem = {
      id: "cmp_1",
      type: "compaction",
      encrypted_content: encodeSummary("They met."),
    };
    expect(outline(item, user("And then?"))).toEqual([
      "developer: Summary of the conversation so far:\n\nThey met.",
      "user: And then?",
    ]);
  });

  it("may use one call id again once it is answered", () => {
    expect(outline(call("1"), output("1", "old"), call("1"), output("1", "new"))).toEqual([
      "assistant:  [1]",
      "1=old",
      "assistant:  [1]",
      "1=new",
    ]);
  });

  it.each<[string, ResponseItem[], string]>([
    ["a call without an output", [call("1"), user("x")], "No tool output found for function call 1."],
    [
      "an output without a call",
      [output("1")],
      "No tool call found for function call output with call_id 1.",
    ],
    [
      "an output before its call",
      [output("1"), call("1")],
      "No tool call found for function call output with call_id 1.",
    ],
    [
      "an output of another kind",
      [call("1"), { ...output("1"), type: "custom_tool_call_output" } as ResponseItem],
      "No tool call found for custom tool call output with call_id 1.",
    ],
    [
      "a call id that is used again while it is open",
      [call("1"), call("1"), output("1")],
      "No tool output found for function call 1.",
    ],
    [
      "a summary of somebody else",
      [{ id: "cmp_1", type: "compaction", encrypted_content: "gAAAAABo" }],
      "The encrypted content of a compaction item could not be verified. Reason: Encrypted content could not be decrypted or parsed.",
    ],
  ])("is refused with %s", (_name, items, message) => {
    expect(() => converse(...items)).toThrow(message);
  });

  it("does not let a small summary unfold into a huge one", () => {
    const bomb = encodeSummary("x".repeat(5_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const item: ResponseItem = { id: "cmp_1", type: "compaction", encrypted_content: bomb };
    expect(() => converse(item)).toThrow(/could not be verified/);
  });
});
