import { describe, expect, it } from "vitest";
import type { Conversation, Message } from "../conversation.ts";
import { type MessageShape, shapeMessages } from "./message-shape.ts";

const ANYTHING: MessageShape = {
  system: "anywhere",
  alternate: false,
  tools: "parallel",
  marksAnswers: false,
};
const call = (id: string) => ({ kind: "function", id, name: `f${id}`, arguments: "{}" }) as const;

/** Role and content, and the ids of calls, a word each. */
const shaped = (conversation: Conversation, shape: Partial<MessageShape> = {}) =>
  shapeMessages(conversation, { ...ANYTHING, ...shape }).map(({ role, content, calls, answered }) =>
    [role, content, ...(calls ?? []).map(({ id }) => id), answered?.name].filter(Boolean).join(" "),
  );

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });
const system = (content: string): Message => ({ role: "system", content });

describe("shapeMessages", () => {
  it("joins the parts of a message, says who speaks, and takes developers for the system", () => {
    const parts = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ] as const;
    const conversation: Conversation = [
      { role: "developer", content: "d", name: "Ada" },
      { role: "user", content: parts },
    ];
    expect(shaped(conversation)).toEqual(["system Ada: d", "user a\nb"]);
  });

  it("joins leading instructions, and puts later ones before what the user says next", () => {
    const conversation = [
      system("1"),
      system("2"),
      user("a"),
      system("3"),
      assistant("b"),
      user("c"),
      system("4"),
    ];
    expect(shaped(conversation, { system: "first" })).toEqual([
      "system 1\n\n2",
      "user a",
      "assistant b",
      "user 3\n\nc",
      "user 4",
    ]);
    expect(shaped(conversation.slice(0, 3), { system: "none" })).toEqual(["user 1\n\n2\n\na"]);
    expect(shaped([system("1")], { system: "first" })).toEqual(["system 1"]);
  });

  it("lets user and assistant take turns, the user first", () => {
    const conversation = [assistant("a"), assistant("b"), user("c"), user("d")];
    expect(shaped(conversation, { alternate: true })).toEqual([
      "user Begin.",
      "assistant a\n\nb",
      "user c\n\nd",
    ]);
    expect(shaped([system("s")], { alternate: true })).toEqual(["system s", "user Begin."]);
  });

  it("puts each result behind its own call where a turn holds only one", () => {
    const conversation: Conversation = [
      { role: "assistant", content: "x", toolCalls: [call("1"), call("2")] },
      { role: "tool", toolCallId: "2", content: "two" },
      { role: "tool", toolCallId: "1", content: "one" },
    ];
    expect(shaped(conversation, { tools: "single" })).toEqual([
      "assistant x 1",
      "tool one f1",
      "assistant 2",
      "tool two f2",
    ]);
  });

  it("says calls, results and decisions in words", () => {
    const conversation: Conversation = [
      {
        role: "assistant",
        content: "",
        toolCalls: [call("1"), { kind: "custom", id: "2", name: "g", input: 'a"b' }],
      },
      { role: "tool", toolCallId: "2", content: "two" },
      { role: "tool", toolCallId: "unknown", content: "three" },
      assistant("done"),
    ];
    expect(shaped(conversation, { tools: "text", marksAnswers: true })).toEqual([
      'assistant Function: f1\nArguments: {}\nFunction: g\nArguments: {"input":"a\\"b"}',
      "user Result of g: two",
      "user Result of tool: three",
      "assistant Function: none\ndone",
    ]);
    expect(shaped([assistant("done")], { tools: "text" })).toEqual(["assistant done"]);
  });
});
