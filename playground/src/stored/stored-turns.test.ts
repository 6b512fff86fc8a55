import { describe, expect, it } from "vitest";
import { chatRequest } from "../conversation/chat-request.ts";
import { responsesRequest } from "../conversation/responses-request.ts";
import { DEFAULT_SETTINGS } from "../conversation/settings.ts";
import { conversationOfItems, conversationOfMessages } from "./stored-turns.ts";

const MESSAGES = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Weather?" },
  {
    role: "assistant",
    content: null,
    tool_calls: [
      { id: "call_1", type: "function" as const, function: { name: "weather", arguments: '{"at":"Paris"}' } },
      { id: "call_2", type: "custom" as const, custom: { name: "note", input: "rain" } },
    ],
  },
  { role: "tool", tool_call_id: "call_1", content: "rain" },
  { role: "tool", tool_call_id: "call_2", content: "noted" },
  { role: "assistant", content: "Rain." },
];

describe("stored conversations", () => {
  it("come back as the messages they were", () => {
    const { instructions, turns } = conversationOfMessages(MESSAGES, "gpt-4.1");
    const body = chatRequest(turns, { ...DEFAULT_SETTINGS, instructions });
    expect(body.messages).toEqual(MESSAGES);
  });

  it("come back the same from the items that they make for Responses", () => {
    const { instructions, turns } = conversationOfMessages(MESSAGES, "gpt-4.1");
    const settings = { ...DEFAULT_SETTINGS, instructions };
    const { input } = responsesRequest(turns, settings) as { input: never };
    const again = conversationOfItems(input, "gpt-4.1");
    expect(chatRequest(again.turns, { ...settings, instructions: again.instructions }).messages).toEqual(
      MESSAGES,
    );
  });

  it("name the parts that are no text", () => {
    const parts = [{ type: "text", text: "What is this?" }, { type: "image_url" }];
    const { turns } = conversationOfMessages([{ role: "user", content: null, content_parts: parts }], "m");
    expect(turns).toMatchObject([{ role: "user", text: "What is this?\n(image_url)" }]);
  });
});
