import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELLO, startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

const tool = { type: "function", function: { name: "f", parameters: { type: "object" } } };
const user = { role: "user", content: "hi" };
const calling = (...ids: string[]) => ({
  role: "assistant",
  tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "{}" } })),
});
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "1" });

describe("a request that looks much like one that is refused", () => {
  it.each<[name: string, fields: object]>([
    ["calls and all their results", { messages: [user, calling("a", "b"), result("b"), result("a")] }],
    [
      "an answer sent back whole",
      { messages: [user, { ...calling("a"), content: null, refusal: null }, result("a")] },
    ],
    [
      "an answer sent back as a parsing client made it of a stream",
      {
        messages: [
          user,
          {
            role: "assistant",
            content: null,
            parsed: null,
            tool_calls: [
              {
                index: 0,
                id: "a",
                type: "function",
                function: { name: "f", arguments: "{}", parsed_arguments: {} },
              },
            ],
          },
          result("a"),
        ],
      },
    ],
    ["tools that must not be called", { tools: [tool], tool_choice: "none" }],
    ["a format that is none", { response_format: { type: "text" } }],
    ["empty content", { messages: [{ role: "user", content: "" }] }],
    ["a refusal in place of content", { messages: [user, { role: "assistant", refusal: "No." }] }],
    ["functions and their results", { messages: [user, { role: "function", name: "f", content: "1" }] }],
    ["the only verbosity there is", { verbosity: "medium", modalities: ["text"], store: false }],
    ["the last token of the vocabulary", { logit_bias: { "99": 1 } }],
    ["the most tokens there are", { max_completion_tokens: 32_768 }],
  ])("is answered: %s", async (_name, fields) => {
    expect((await test.post({ ...HELLO, ...fields })).status).toBe(200);
  });
});
