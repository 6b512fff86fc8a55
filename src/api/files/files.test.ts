import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type OpenAI from "openai";
import { NotFoundError, toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collect } from "../responses/testing/restartable-server.ts";
import { startTimedServer, type TimedServer } from "../testing/start-timed-server.ts";

let test: TimedServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTimedServer();
  client = test.client;
});
afterAll(() => test.close());

const upload = (
  content: string | Uint8Array,
  name = "notes.txt",
  purpose: OpenAI.FilePurpose = "user_data",
) => toFile(Buffer.from(content), name).then((file) => client.files.create({ file, purpose }));

const rawForm = (body: string, contentType = "multipart/form-data; boundary=b") =>
  fetch(`${test.url}/files`, { method: "POST", headers: { "content-type": contentType }, body });

const part = (name: string, content: string, filename?: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}\r\n\r\n${content}\r\n`;

const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: Record<string, unknown> }).error;

describe("a file", () => {
  it("is uploaded, looked up, downloaded and deleted", async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 251));
    const made = await upload(bytes, "data.bin");
    expect(made).toEqual({
      id: expect.stringMatching(/^file-[A-Za-z0-9]{22}$/),
      object: "file",
      bytes: 300_000,
      created_at: 1_750_000_000,
      filename: "data.bin",
      purpose: "user_data",
      status: "processed",
      expires_at: null,
      status_details: null,
    });
    expect(await client.files.retrieve(made.id)).toEqual(made);
    const content = await client.files.content(made.id);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    expect(content.headers.get("content-disposition")).toContain('filename="data.bin"');
    expect(await client.files.delete(made.id)).toEqual({ id: made.id, object: "file", deleted: true });
    for (const gone of [
      client.files.retrieve(made.id),
      client.files.content(made.id),
      client.files.delete(made.id),
    ]) {
      await expect(gone).rejects.toMatchObject({
        status: 404,
        error: {
          message: `No such File object: ${made.id}`,
          type: "invalid_request_error",
          param: "id",
          code: null,
        },
      });
    }
  });

  it("belongs to its project", async () => {
    const made = await upload("mine");
    expect(await test.store.files.get("proj_other", made.id)).toBeUndefined();
    expect((await test.store.files.list("proj_other", { limit: 1, order: "asc" })).data).toEqual([]);
    expect(await test.store.files.delete("proj_other", made.id)).toBe(false);
    expect(await test.store.files.hold("proj_other", made.id, "job_1")).toBeUndefined();
  });

  it("for batches expires after 30 days, others when they are told to", async () => {
    const batch = await upload("{}\n", "in.jsonl", "batch");
    expect(batch.expires_at).toBe(1_750_000_000 + 2_592_000);
    const file = await toFile(Buffer.from("x"), "x.txt");
    const expires_after = { anchor: "created_at" as const, seconds: 3_600 };
    const short = await client.files.create({ file, purpose: "user_data", expires_after });
    expect(short.expires_at).toBe(1_750_000_000 + 3_600);
    test.advance(3_600_000);
    await expect(client.files.retrieve(short.id)).rejects.toThrow(NotFoundError);
    test.advance(-3_600_000);
  });

  it.each([
    ["plain.txt", "plain.txt"],
    ["../../etc/passwd", "passwd"],
    ["C:\\temp\\x.txt", "x.txt"],
    ["smile 😀.txt", "smile 😀.txt"],
    ["..", "file"],
    [`${"n".repeat(400)}.txt`, "n".repeat(255)],
  ])("named %s is called %s", async (given, kept) => {
    expect((await upload("x", given)).filename).toBe(kept);
  });

  it("is refused with the words of the service", async () => {
    const refusals: [() => Promise<unknown>, string][] = [
      [
        () => upload("x", "x.txt", "search" as never),
        "'search' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'] - 'purpose'",
      ],
      [() => upload("x", "x.txt", "batch_output" as never), "'batch_output' is not one of"],
      [() => upload("{}", "x.json", "batch"), "Invalid file format for Batch API. Must be .jsonl"],
      [() => upload("{}", "x.json", "fine-tune"), "Invalid file format for Fine-Tuning API. Must be .jsonl"],
      [
        () => upload(Buffer.from([0x7b, 0xff, 0xfe]), "x.jsonl", "batch"),
        "Invalid file for Batch API. Must be utf-8 encoded",
      ],
      [() => upload("", "x.txt"), "File is empty."],
    ];
    for (const [refused, message] of refusals) {
      await expect(refused()).rejects.toThrow(message);
    }
    const seconds = { anchor: "created_at" as const, seconds: 3_599 };
    const early = client.files.create({
      file: await toFile(Buffer.from("x"), "x"),
      purpose: "evals",
      expires_after: seconds,
    });
    await expect(early).rejects.toMatchObject({ status: 400, param: "expires_after[seconds]" });
  });
});

describe("a form", () => {
  it.each<[string, string, string | RegExp]>([
    ["has no file", `${part("purpose", "batch")}--b--\r\n`, "'file' is a required property"],
    ["has no purpose", `${part("file", "x", "x.txt")}--b--\r\n`, "'purpose' is a required property"],
    [
      "has a field too many",
      `${part("purpose", "evals")}${part("color", "red")}${part("file", "x", "x")}--b--\r\n`,
      "Additional properties are not allowed ('color' was unexpected)",
    ],
    ["has two files", `${part("file", "x", "x")}${part("file", "y", "y")}--b--\r\n`, /too many parts/],
    ["has a field twice", `${part("purpose", "a")}${part("purpose", "b")}--b--\r\n`, /Duplicate form field/],
    ["has a long field", `${part("purpose", "a".repeat(5_000))}--b--\r\n`, /too long/],
    ["has a file by another name", `${part("data", "x", "x")}--b--\r\n`, /'data' was unexpected/],
    ["has a hundred parts", `${part("a", "x").repeat(100)}--b--\r\n`, /Duplicate|too many/],
    ["ends too early", `${part("purpose", "evals")}${part("file", "x", "x").slice(0, -4)}`, /malformed/],
    ["is no form", "hello", /malformed/],
    ["is empty", "", /malformed/],
  ])("that %s is refused", async (_what, body, message) => {
    const answer = await rawForm(body);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toMatch(message);
  });

  it("is demanded, with a boundary", async () => {
    expect((await rawForm("{}", "application/json")).status).toBe(415);
    expect((await rawForm("x", "multipart/form-data; charset=utf-8")).status).toBe(400);
  });

  it("that says it is too large is refused before it is read", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": "999999999999" };
    const asked = httpRequest(`${test.url}/files`, { method: "POST", headers });
    asked.on("error", () => {});
    asked.flushHeaders();
    const [answer] = await once(asked, "response");
    asked.destroy();
    expect(answer.statusCode).toBe(413);
  });

  it("that was refused leaves nothing behind", async () => {
    const before = await test.store.blobs.wanted({ limit: 1_000 });
    await rawForm(`${part("file", "x".repeat(200_000), "x.txt")}${part("purpose", "nothing")}--b--\r\n`);
    expect(await test.store.blobs.wanted({ limit: 1_000 })).toEqual(before);
    expect(await test.store.blobs.condemned(10)).toEqual([]);
  });
});

describe("the list of files", () => {
  it("comes newest first, by purpose, a page at a time", async () => {
    for (const n of [1, 2, 3]) await upload(`{"n":${n}}`, `list${n}.jsonl`, "fine-tune");
    const listed = await collect(client.files.list({ purpose: "fine-tune", limit: 2 }));
    expect(listed.map(({ filename }) => filename)).toEqual(["list3.jsonl", "list2.jsonl", "list1.jsonl"]);
    const page = await client.files.list({ purpose: "fine-tune", order: "asc", limit: 1 });
    const first = page.data[0]?.id ?? "";
    const raw = await fetch(`${test.url}/files?purpose=fine-tune&order=asc&limit=1`);
    expect(await raw.json()).toMatchObject({ has_more: true, first_id: first, last_id: first });
    await client.files.delete(first);
    const rest = await client.files.list({ purpose: "fine-tune", order: "asc", after: first });
    expect(rest.data.map(({ filename }) => filename)).toEqual(["list2.jsonl", "list3.jsonl"]);
  });

  it.each(["limit=0", "limit=10001", "order=up", "after=file-nothing"])("refuses %s", async (query) => {
    const answer = await fetch(`${test.url}/files?${query}`);
    expect(answer.status).toBe(400);
  });
});
