import { BadRequestError } from "openai";
import { describe, expect, it } from "vitest";
import { serveHello } from "./testing/serve-hello.ts";

const { test, client } = await serveHello();

const model = "gpt-4.1-nano";
const HELLO = { model, input: "Hello" };

describe("counting input tokens", () => {
  it("counts the prompt that would be made, chains included", async () => {
    test.engine.countTokens = async (segments) => segments.reduce((sum, { text }) => sum + text.length, 0);
    const { id } = await client.responses.create(HELLO);
    const alone = await client.responses.inputTokens.count({ model, input: "Go on" });
    const chained = await client.responses.inputTokens.count({ input: "Go on", previous_response_id: id });
    expect(alone.object).toBe("response.input_tokens");
    expect(chained.input_tokens).toBeGreaterThan(alone.input_tokens + "Hello there".length);
  });

  it("refuses what a response would refuse", async () => {
    await expect(client.responses.inputTokens.count({ model: "gpt-9", input: "x" })).rejects.toThrow(
      BadRequestError,
    );
    await expect(
      client.responses.inputTokens.count({ input: "x", previous_response_id: "resp_0" }),
    ).rejects.toThrow(/not found/);
  });
});
