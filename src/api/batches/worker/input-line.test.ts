import { describe, expect, it } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import { BatchClient, line } from "../testing/batch-client.ts";
import { isInputLine, readInputLine } from "./input-line.ts";

const read = (text: string) => readInputLine(Buffer.from(text), 7, "/v1/chat/completions");

/** A line whose content is nested this deep within its body. */
const nested = (depth: number) =>
  JSON.stringify(line("deep", {}, { messages: "?" })).replace('"?"', "[".repeat(depth) + "]".repeat(depth));

describe("a line of a batch's input", () => {
  it("may be nested as deep as a request, and no deeper", () => {
    expect(isInputLine(read(nested(127)))).toBe(true);
    expect(read(nested(128))).toMatchObject({ code: "invalid_body", param: "body", line: 7 });
  });

  it.each([
    ["half of a surrogate pair", "a\\ud800b"],
    ["a NUL character", "a\\u0000b"],
  ])("has no id with %s, which no store gives back as it was", (_what, id) => {
    const text = JSON.stringify(line("?")).replace('"custom_id":"?"', `"custom_id":"${id}"`);
    expect(read(text)).toMatchObject({ code: "invalid_custom_id", param: "custom_id", line: 7 });
  });
});

describe("the inputs of a line", () => {
  it.each([
    ["a text", "a", 1],
    ["several texts", ["a", "b", "c"], 3],
    ["tokens", [1, 2, 3], 1],
    ["several lists of tokens", [[1], [2, 3]], 2],
  ])("are counted where it asks for embeddings of %s", (_what, input, inputs) => {
    const url = "/v1/embeddings";
    const text = JSON.stringify(line("one", { url, body: { model: "m", input } }));
    expect(readInputLine(Buffer.from(text), 1, url)).toMatchObject({ inputs });
    expect(read(JSON.stringify(line("one", {}, { input })))).toMatchObject({ inputs: 1 });
  });

  it("are 50,000 at most in a batch", async () => {
    const server = await startTestServer({ batch: { pollMilliseconds: 20 } });
    const client = new BatchClient(server);
    const endpoint = "/v1/embeddings";
    const ask = async (count: number) => {
      const body = { model: "gpt-4.1-nano", input: Array.from({ length: count }, () => "a") };
      const lines = [line("one", { url: endpoint, body }), line("two", { url: endpoint, body })];
      return (await client.run(lines, { endpoint })).errors?.data.map(({ code, line: at }) => [code, at]);
    };
    expect(await ask(25_001)).toEqual([["too_many_inputs", null]]);
    expect(await ask(25_000)).toEqual([
      ["model_not_found", 1],
      ["model_not_found", 2],
    ]);
    await server.server.close(0);
  });
});

describe("an input file with many faults", () => {
  it("ends its batch where a line is nested so deep that reading it fails, and tells 100 faults at most", async () => {
    const server = await startTestServer({ batch: { pollMilliseconds: 20 } });
    const client = new BatchClient(server);
    expect(await client.run(nested(100_000))).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "invalid_body", line: 1 }] },
    });
    const twiceWrong = Array.from({ length: 80 }, () => line("same", {}, { model: "gpt-9" }));
    expect((await client.run(twiceWrong)).errors?.data).toHaveLength(100);
    await server.server.close(0);
  });
});
