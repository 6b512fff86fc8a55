import { describe, expect, it } from "vitest";
import { readExampleLine } from "./example-line.ts";

const messages = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Hello?" },
  { role: "assistant", content: "Yes." },
];

describe("a line of a training file", () => {
  it("tells its method and what it asks", () => {
    expect(readExampleLine(JSON.stringify({ messages }))).toEqual({
      method: "supervised",
      instructions: "Be brief.",
      prompt: "Hello?",
    });
    const pair = {
      input: { messages: messages.slice(0, 2) },
      preferred_output: [],
      non_preferred_output: [],
    };
    expect(readExampleLine(JSON.stringify(pair))).toMatchObject({ method: "dpo", prompt: "Hello?" });
  });

  it("is nothing where it is no example, and has no text where there is none", () => {
    for (const line of ["", "{", "[]", "null", '{"messages": 1}', '{"input": {}}']) {
      expect(readExampleLine(line), line).toBeUndefined();
    }
    expect(readExampleLine('{"messages": [null, {"role": "user", "content": [1]}]}')).toMatchObject({
      prompt: "",
    });
  });
});
