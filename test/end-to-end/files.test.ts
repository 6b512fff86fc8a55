import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI, { NotFoundError, toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StarterServer, startStarterServer } from "./starter-server.ts";

const model = "gpt-4.1-nano";

describe("files, uploads and webhooks on the starter weights, through the official client", () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const listener = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.end();
  });
  let server: StarterServer;
  let client: OpenAI;
  beforeAll(async () => {
    await new Promise<void>((ready) => listener.listen(0, "127.0.0.1", ready));
    server = await startStarterServer([], { FOURONE_WEBHOOKS_ALLOWED_HOSTS: "127.0.0.1" });
    client = new OpenAI({ baseURL: server.url, apiKey: "none", maxRetries: 0 });
  });
  afterAll(async () => {
    listener.close();
    expect(await server.stop()).toBe(0);
  });

  it("keeps a file until it is deleted", async () => {
    const bytes = randomBytes(3_000_000);
    const file = await client.files.create({ file: await toFile(bytes, "random.bin"), purpose: "user_data" });
    const listed = [];
    for await (const { id } of client.files.list({ purpose: "user_data" })) listed.push(id);
    expect(listed).toContain(file.id);
    const content = await client.files.content(file.id);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await client.files.delete(file.id)).toMatchObject({ deleted: true });
    await expect(client.files.retrieve(file.id)).rejects.toThrow(NotFoundError);
  });

  it("puts a file together from parts that came in any order", async () => {
    const bytes = randomBytes(5_000_000);
    const upload = await client.uploads.create({
      filename: "parts.bin",
      purpose: "user_data",
      bytes: bytes.byteLength,
      mime_type: "application/octet-stream",
    });
    const pieces = [2, 0, 1].map((n) => ({ n, data: bytes.subarray(n * 2_000_000, (n + 1) * 2_000_000) }));
    const ids: string[] = [];
    for (const { n, data } of pieces) {
      ids[n] = (await client.uploads.parts.create(upload.id, { data: await toFile(data, "part") })).id;
    }
    const md5 = createHash("md5").update(bytes).digest("hex");
    const { file } = await client.uploads.complete(upload.id, { part_ids: ids, md5 });
    const content = await client.files.content(file?.id ?? "");
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    await client.files.delete(file?.id ?? "");
  });

  it("answers about a text file", async () => {
    const file = await client.files.create({
      file: await toFile(Buffer.from("The capital of France is Paris."), "facts.txt"),
      purpose: "user_data",
    });
    const response = await client.responses.create({
      model,
      temperature: 0,
      max_output_tokens: 32,
      input: [
        {
          role: "user",
          content: [
            { type: "input_file", file_id: file.id },
            { type: "input_text", text: "What is the capital of France?" },
          ],
        },
      ],
    });
    expect(response.output_text).toContain("Paris");
    await client.files.delete(file.id);
  });

  it("tells a webhook of a background response, signed", async () => {
    const { port } = listener.address() as AddressInfo;
    const endpoint = await client.webhooks.create({
      name: "test",
      url: `http://127.0.0.1:${port}/`,
      event_types: ["response.completed", "response.incomplete"],
    });
    const { id } = await client.responses.create({
      model,
      input: "Hi",
      background: true,
      max_output_tokens: 16,
    });
    await expect.poll(() => received.length, { timeout: 120_000 }).toBe(1);
    const [{ headers, body }] = received as [(typeof received)[0]];
    const event = await client.webhooks.unwrap(body, headers as never, endpoint.signing_secret);
    expect(event).toMatchObject({ object: "event", data: { id } });
    await client.webhooks.delete(endpoint.id);
  });
});
