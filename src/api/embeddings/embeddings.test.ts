import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

const valid = { model: "text-embedding-3-small", input: "Hello" };

async function refusal(fields: object) {
  const response = await test.send("/embeddings", { ...valid, ...fields });
  const { error } = (await response.json()) as { error: object };
  return { status: response.status, ...error };
}

describe("embeddings", () => {
  it("are refused where no weights make them, with what to do about it", async () => {
    const client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
    const asked = client.embeddings.create(valid);
    await expect(asked).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    expect(await refusal({})).toMatchObject({
      status: 404,
      type: "invalid_request_error",
      code: "model_not_found",
      message: expect.stringMatching(
        /`text-embedding-3-small` does not exist.*Weights that make embeddings are bound/,
      ),
    });
  });

  it("are not to be had from a model that answers texts", async () => {
    expect(await refusal({ model: "gpt-4.1" })).toMatchObject({
      status: 403,
      message: "You are not allowed to generate embeddings from this model",
    });
  });

  it.each<[name: string, input: unknown]>([
    ["a text", "Hello"],
    ["texts", ["Hello", "World"]],
    ["as many texts as may be", Array(2048).fill("a")],
    ["tokens", [1, 2, 3]],
    ["lists of tokens", [[1], [2, 3]]],
  ])("take %s", async (_name, input) => {
    expect(await refusal({ input, encoding_format: "base64", dimensions: 1, user: "u" })).toMatchObject({
      code: "model_not_found",
    });
  });

  it.each<[name: string, fields: object, param: string | null, code: string | null]>([
    ["no model", { model: undefined }, null, null],
    ["no input", { input: undefined }, "input", "missing_required_parameter"],
    ["an object", { input: {} }, "input", "invalid_type"],
    ["an empty text", { input: "" }, "input", "empty_string"],
    ["no texts", { input: [] }, "input", "empty_array"],
    ["too many texts", { input: Array(2049).fill("a") }, "input", "array_above_max_length"],
    ["an empty text among others", { input: ["a", ""] }, "input[1]", "empty_string"],
    ["a token among texts", { input: ["a", 1] }, "input[1]", "invalid_type"],
    ["a text among tokens", { input: [1, "a"] }, "input[1]", "invalid_type"],
    ["a text among lists of tokens", { input: [[1], "a"] }, "input[1]", "invalid_type"],
    ["an empty list of tokens", { input: [[1], []] }, "input[1]", "empty_array"],
    ["half a token", { input: [[1, 0.5]] }, "input[0][1]", "invalid_type"],
    ["a token below zero", { input: [-1] }, "input[0]", "invalid_value"],
    ["a token beyond 32 bits", { input: [2 ** 31] }, "input[0]", "invalid_value"],
    ["an unknown format", { encoding_format: "int8" }, "encoding_format", "invalid_value"],
    ["no dimensions", { dimensions: 0 }, "dimensions", "integer_below_min_value"],
    ["half a dimension", { dimensions: 1.5 }, "dimensions", "invalid_type"],
    ["an unknown parameter", { foo: 1 }, "foo", "unknown_parameter"],
  ])("refuse %s", async (_name, fields, param, code) => {
    expect(await refusal(fields)).toMatchObject({ status: 400, param, code });
  });
});
