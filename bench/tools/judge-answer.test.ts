import { describe, expect, it } from "vitest";
import { isRight } from "./judge-answer.ts";
import { readPromptSet } from "./prompt-set.ts";
import { readToolAnswer } from "./tool-answer.ts";
import { toolRequest } from "./tool-request.ts";

const call = (name: string, given: unknown) => ({ name, arguments: JSON.stringify(given) });
const calling = (...calls: ReturnType<typeof call>[]) => ({ content: "", calls });
const saying = (content: string) => ({ content, calls: [] });

const weather = (city: string) => ({
  name: "get_weather",
  arguments: { city: [city], unit: ["celsius", null] },
});

describe("isRight, for calls", () => {
  const one = { calls: [weather("Oslo")] };

  it("does not mind case, spaces, a full stop, or an argument that may be missing", () => {
    expect(isRight(calling(call("get_weather", { city: " OSLO." })), one)).toBe(true);
    expect(isRight(calling(call("get_weather", { city: "Oslo", unit: "celsius" })), one)).toBe(true);
  });

  it("minds another function, another value, and an argument nobody asked for", () => {
    expect(isRight(calling(call("set_alarm", { city: "Oslo" })), one)).toBe(false);
    expect(isRight(calling(call("get_weather", { city: "Bergen" })), one)).toBe(false);
    expect(isRight(calling(call("get_weather", { city: "Oslo", unit: "kelvin" })), one)).toBe(false);
    expect(isRight(calling(call("get_weather", { city: "Oslo", day: "today" })), one)).toBe(false);
  });

  it("minds arguments that are no object, and text in place of a call", () => {
    expect(isRight({ content: "", calls: [{ name: "get_weather", arguments: '{"city":"Os' }] }, one)).toBe(
      false,
    );
    expect(isRight(saying("It rains."), one)).toBe(false);
  });

  it("takes several calls in any order, each once", () => {
    const two = { calls: [weather("Rome"), weather("Cairo")] };
    const [rome, cairo] = [call("get_weather", { city: "Rome" }), call("get_weather", { city: "Cairo" })];
    expect(isRight(calling(cairo, rome), two)).toBe(true);
    expect(isRight(calling(rome, rome), two)).toBe(false);
    expect(isRight(calling(rome, cairo, cairo), two)).toBe(false);
  });
});

describe("isRight, for text and fields", () => {
  it("wants words and no call where no function fits", () => {
    expect(isRight(saying("Four."), { text: true })).toBe(true);
    expect(isRight(saying("  "), { text: true })).toBe(false);
    expect(isRight(calling(call("calculate", {})), { text: true })).toBe(false);
  });

  it("compares numbers as numbers and lists in any order", () => {
    const fields = { fields: { price: [120], words: [["pears", "plums"]], urgent: [false] } };
    const answer = { price: 120.0, words: ["Plums", "pears"], urgent: false };
    expect(isRight(saying(JSON.stringify(answer)), fields)).toBe(true);
    expect(isRight(saying(JSON.stringify({ ...answer, price: "120" })), fields)).toBe(false);
    expect(isRight(saying(JSON.stringify({ ...answer, words: ["pears"] })), fields)).toBe(false);
    expect(isRight(saying("[]"), fields)).toBe(false);
  });
});

describe("the prompt set", () => {
  it("has forty prompts that can all be asked", async () => {
    const set = await readPromptSet();
    expect(set.prompts).toHaveLength(40);
    expect(new Set(set.prompts.map(({ id }) => id)).size).toBe(40);
    for (const prompt of set.prompts) {
      const body = JSON.parse(toolRequest(prompt, set, "any"));
      expect("tools" in body || "response_format" in body, prompt.id).toBe(true);
    }
  });
});

describe("readToolAnswer", () => {
  it("reads text and calls", () => {
    const message = {
      content: null,
      tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
    };
    expect(readToolAnswer(JSON.stringify({ choices: [{ message }] }))).toEqual({
      content: "",
      calls: [{ name: "f", arguments: "{}" }],
    });
    expect(() => readToolAnswer('{"error":{}}')).toThrow();
  });
});
