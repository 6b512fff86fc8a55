import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTestServer();
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0 });
});
afterAll(() => test.server.close(0));

const upload = async (content: string | Buffer, name = "notes.txt") =>
  (await client.files.create({ file: await toFile(Buffer.from(content), name), purpose: "user_data" })).id;

const prompt = () =>
  test.engine.requests
    .at(-1)
    ?.prompt.map(({ text }) => text)
    .join("") ?? "";

const chat = (file: OpenAI.ChatCompletionContentPart.File.File) =>
  client.chat.completions.create({
    model: "gpt-4.1-nano",
    messages: [
      {
        role: "user",
        content: [
          { type: "file", file },
          { type: "text", text: "What does it say?" },
        ],
      },
    ],
  });

const respond = (file: Omit<OpenAI.Responses.ResponseInputFile, "type">) =>
  client.responses.create({
    model: "gpt-4.1-nano",
    input: [
      {
        role: "user",
        content: [
          { type: "input_file", ...file },
          { type: "input_text", text: "What does it say?" },
        ],
      },
    ],
  });

const data = `data:text/plain;base64,${Buffer.from("inline words").toString("base64")}`;

describe("a text file in a request", () => {
  it("is what the model sees, with its name, in the place where it was named", async () => {
    const id = await upload("\ufeffThe tide turns at noon.");
    await chat({ file_id: id });
    expect(prompt()).toMatch(/File: notes\.txt\n\nThe tide turns at noon\.[\s\S]*What does it say\?/);
    await respond({ file_id: id });
    expect(prompt()).toMatch(/File: notes\.txt\n\nThe tide turns at noon\.[\s\S]*What does it say\?/);
  });

  it("may be in the request itself", async () => {
    await chat({ file_data: data, filename: "a.txt" });
    expect(prompt()).toContain("File: a.txt\n\ninline words");
    await respond({ file_data: data, filename: "b.txt" });
    expect(prompt()).toContain("File: b.txt\n\ninline words");
  });

  it("stays in a conversation when the file is deleted", async () => {
    const id = await upload("Remember the lighthouse.");
    const first = await respond({ file_id: id });
    await client.files.delete(id);
    await client.responses.create({ model: "gpt-4.1-nano", input: "And?", previous_response_id: first.id });
    expect(prompt()).toContain("Remember the lighthouse.");
  });
});

describe("a file that cannot be read", () => {
  it.each<[string, () => Promise<OpenAI.ChatCompletionContentPart.File.File>, RegExp]>([
    ["is no text", async () => ({ file_id: await upload("%PDF-1.7 …", "a.pdf") }), /'a\.pdf' is no text/],
    [
      "has bytes that are no text",
      async () => ({ file_id: await upload(Buffer.from([0, 255])) }),
      /is no text/,
    ],
    ["is not there", async () => ({ file_id: "file-nothing" }), /No such File object: file-nothing/],
    ["is no base64", async () => ({ file_data: "data:text/plain;base64,@@@" }), /expected a data URL/],
    ["is nothing", async () => ({}), /exactly one of/],
    ["is two", async () => ({ file_id: "x", file_data: data }), /exactly one of/],
    [
      "is too large",
      async () => ({ file_id: await upload("x".repeat(10_485_761)) }),
      /at most 10485760 bytes/,
    ],
  ])("because it %s is refused", async (_why, made, message) => {
    const file = await made();
    for (const ask of [chat, respond]) {
      const refused = ask(file);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.toMatchObject({ status: 400, type: "invalid_request_error" });
    }
  });

  it("because it is somewhere else is refused", async () => {
    await expect(respond({ file_url: "https://example.com/a.txt" })).rejects.toMatchObject({
      status: 400,
      param: "input[0].content[0].file_url",
    });
  });
});
