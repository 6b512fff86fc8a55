import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

async function refused(body: unknown) {
  const response = await test.send("/responses", body);
  const { error } = (await response.json()) as { error?: Record<string, unknown> };
  return { status: response.status, ...error };
}

const HELLO = { model: "gpt-4.1", input: "Hello" };
const call = { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" };
const image = (image_url: string) => ({ role: "user", content: [{ type: "input_image", image_url }] });

describe("a response that cannot be made is refused in the service's words", () => {
  it.each<[string, object, string | null, string | null, RegExp]>([
    [
      "no model",
      { model: undefined },
      "model",
      "missing_required_parameter",
      /^Missing required parameter: 'model'\.$/,
    ],
    [
      "an unknown model",
      { model: "gpt-9" },
      "model",
      "model_not_found",
      /^The requested model 'gpt-9' does not exist\.$/,
    ],
    ["no input", { input: undefined }, "input", "missing_required_parameter", /must be provided/],
    ["no items", { input: [] }, "input", "missing_required_parameter", /must be provided/],
    [
      "input of another type",
      { input: 5 },
      "input",
      "invalid_type",
      /expected one of a string or array of objects/,
    ],
    ["an unknown parameter", { foo: 1 }, "foo", "unknown_parameter", /^Unknown parameter: 'foo'\.$/],
    [
      "an unknown item",
      { input: [{ type: "x" }] },
      "input[0].type",
      "invalid_value",
      /Supported values are: 'message', 'function_call'/,
    ],
    [
      "an unknown role",
      { input: [{ role: "x", content: "" }] },
      "input[0].role",
      "invalid_value",
      /'user', 'assistant', 'system', and 'developer'/,
    ],
    [
      "a message without content",
      { input: [{ role: "user" }] },
      "input[0].content",
      "missing_required_parameter",
      /input\[0\]\.content/,
    ],
    [
      "a typo in an item",
      { input: [{ role: "user", content: "", nmae: "" }] },
      "input[0].nmae",
      "unknown_parameter",
      /Unknown parameter/,
    ],
    [
      "a part of an answer from a user",
      { input: [{ role: "user", content: [{ type: "output_text", text: "" }] }] },
      "input[0].content[0].type",
      "invalid_value",
      /'input_text', 'input_image', and 'input_file'/,
    ],
    [
      "a file",
      { input: [{ role: "user", content: [{ type: "input_file", file_id: "f" }] }] },
      "input[0].content[0].file_id",
      "file_not_found",
      /No such File object: f/,
    ],
    [
      "an image that is no image",
      { input: [image("nonsense")] },
      "input[0].content[0].image_url",
      "invalid_value",
      /valid URL/,
    ],
    [
      "an image for weights that do not see",
      { input: [image("https://example.com/a.png")] },
      "input",
      "unsupported_value",
      /input_image/,
    ],
    [
      "a call without an output",
      { input: [call] },
      "input",
      null,
      /^No tool output found for function call call_1\.$/,
    ],
    [
      "an output without a call",
      { input: [{ type: "function_call_output", call_id: "call_2", output: "x" }] },
      "input",
      null,
      /^No tool call found for function call output with call_id call_2\.$/,
    ],
    [
      "one item twice",
      {
        input: [
          { id: "msg_1", role: "user", content: "" },
          { id: "msg_1", role: "user", content: "" },
        ],
      },
      "input",
      null,
      /^Duplicate item found with id msg_1\. Remove duplicate items/,
    ],
    [
      "another service's summary",
      { input: [{ type: "compaction", encrypted_content: "gAAA" }] },
      "input",
      "invalid_encrypted_content",
      /could not be verified/,
    ],
    [
      "an unknown response to go on from",
      { previous_response_id: "resp_1" },
      "previous_response_id",
      "previous_response_not_found",
      /^Previous response with id 'resp_1' not found\.$/,
    ],
    [
      "something else to go on from",
      { previous_response_id: "msg_1" },
      "previous_response_id",
      "invalid_value",
      /begins with 'resp'/,
    ],
    [
      "two things to go on from",
      { previous_response_id: "resp_1", conversation: "conv_1" },
      "previous_response_id",
      "mutually_exclusive_parameters",
      /only providing one/,
    ],
  ])("%s", async (_name, change, param, code, message) => {
    const body = { ...HELLO, ...change };
    expect(await refused(body)).toEqual({
      status: 400,
      type: "invalid_request_error",
      param,
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, object, RegExp]>([
    [
      "an item by reference",
      { input: [{ type: "item_reference", id: "msg_0" }] },
      /^Item with id 'msg_0' not found\. Items are not persisted when `store` is set to false\./,
    ],
    ["a conversation", { conversation: "conv_0" }, /^Conversation with id 'conv_0' not found\.$/],
  ])("%s that is not there", async (_name, change, message) => {
    expect(await refused({ ...HELLO, ...change })).toMatchObject({
      status: 404,
      message: expect.stringMatching(message),
    });
  });

  it("takes ten megabytes of text, and answers them", async () => {
    expect((await refused({ ...HELLO, input: "x".repeat(10_000_000) })).status).toBe(200);
  });
});

describe("queries", () => {
  const get = async (path: string) => {
    const response = await fetch(test.url + path);
    return { status: response.status, ...((await response.json()) as object) };
  };

  it.each<[string, string, string]>([
    ["limit=0", "limit", "integer_below_min_value"],
    ["limit=101", "limit", "integer_above_max_value"],
    ["limit=x", "limit", "invalid_type"],
    ["order=up", "order", "invalid_value"],
    ["include[]=nonsense", "include[]", "invalid_value"],
    ["after=msg_0", "after", "invalid_value"],
  ])("of lists are checked: %s", async (query, param, code) => {
    const { id } = (await (await test.send("/responses", HELLO)).json()) as { id: string };
    expect(await get(`/responses/${id}/input_items?${query}`)).toMatchObject({
      status: 400,
      error: { param, code },
    });
  });

  it("about responses that are not there are answered so", async () => {
    for (const path of ["", "/input_items"]) {
      expect(await get(`/responses/resp_0${path}`)).toMatchObject({
        status: 404,
        error: { message: "Response with id 'resp_0' not found." },
      });
    }
  });
});
