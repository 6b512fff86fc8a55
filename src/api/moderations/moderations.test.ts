import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

async function refusal(body: object) {
  const response = await test.send("/moderations", body);
  const { error } = (await response.json()) as { error: object };
  return { status: response.status, ...error };
}

const text = { type: "text", text: "Hello" };
const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };

describe("moderations", () => {
  it.each<[name: string, input: unknown]>([
    ["a text", "Hello"],
    ["texts", ["Hello", "World"]],
    ["texts and pictures", [text, image]],
  ])("are refused where no weights classify: %s", async (_name, input) => {
    expect(await refusal({ input })).toMatchObject({
      status: 404,
      type: "invalid_request_error",
      code: "model_not_found",
      message: expect.stringMatching(/`omni-moderation-latest` does not exist.*No weights that classify/),
    });
  });

  it("name the model that was asked", async () => {
    const { message } = (await refusal({ input: "a", model: "text-moderation-stable" })) as {
      message?: string;
    };
    expect(message).toContain("`text-moderation-stable`");
  });

  it.each<[name: string, body: object, param: string, code: string]>([
    ["no input", {}, "input", "missing_required_parameter"],
    ["a number", { input: 1 }, "input", "invalid_type"],
    ["an empty list", { input: [] }, "input", "empty_array"],
    ["too many texts", { input: Array(2049).fill("a") }, "input", "array_above_max_length"],
    ["a text among objects", { input: [text, "a"] }, "input", "invalid_type"],
    ["an unknown part", { input: [{ type: "audio" }] }, "input[0].type", "invalid_value"],
    [
      "a picture without address",
      { input: [{ type: "image_url" }] },
      "input[0].image_url",
      "missing_required_parameter",
    ],
  ])("refuse %s", async (_name, body, param, code) => {
    expect(await refusal(body)).toMatchObject({ status: 400, param, code });
  });
});
