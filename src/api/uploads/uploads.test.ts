import { createHash } from "node:crypto";
import type OpenAI from "openai";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTimedServer, type TimedServer } from "../testing/start-timed-server.ts";

let test: TimedServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTimedServer();
  client = test.client;
});
afterAll(() => test.close());

const begin = (bytes: number, changes: Partial<OpenAI.UploadCreateParams> = {}) =>
  client.uploads.create({
    filename: "a.bin",
    purpose: "user_data",
    bytes,
    mime_type: "text/plain",
    ...changes,
  });

const add = async (id: string, content: string | Buffer) =>
  client.uploads.parts.create(id, { data: await toFile(Buffer.from(content), "part") });

describe("an upload", () => {
  it("takes parts in any order and becomes a file like any other", async () => {
    const upload = await begin(9, { expires_after: { anchor: "created_at", seconds: 7_200 } });
    expect(upload).toEqual({
      id: expect.stringMatching(/^upload_/),
      object: "upload",
      bytes: 9,
      created_at: 1_750_000_000,
      filename: "a.bin",
      purpose: "user_data",
      status: "pending",
      expires_at: 1_750_003_600,
      file: null,
    });
    const last = await add(upload.id, "ghi");
    expect(last).toEqual({
      id: expect.stringMatching(/^part_/),
      object: "upload.part",
      created_at: 1_750_000_000,
      upload_id: upload.id,
    });
    const [first, middle] = [await add(upload.id, "abc"), await add(upload.id, "def")];
    const md5 = createHash("md5").update("abcdefghi").digest("hex");
    const part_ids = [first.id, middle.id, last.id];
    const completed = await client.uploads.complete(upload.id, { part_ids, md5 });
    expect(completed).toMatchObject({
      status: "completed",
      file: { object: "file", bytes: 9, filename: "a.bin", expires_at: 1_750_007_200 },
    });
    expect(await (await client.files.content(completed.file?.id ?? "")).text()).toBe("abcdefghi");
    // The answer may have been lost.
    expect(await client.uploads.complete(upload.id, { part_ids, md5 })).toEqual(completed);
  });

  it("is not completed with other parts, another length or another checksum, and can still be", async () => {
    const [upload, other] = [await begin(3), await begin(3)];
    const [part, foreign] = [await add(upload.id, "abc"), await add(other.id, "abc")];
    const complete = (part_ids: string[], md5?: string) =>
      client.uploads.complete(upload.id, { part_ids, ...(md5 !== undefined && { md5 }) });
    await expect(complete([foreign.id])).rejects.toMatchObject({ status: 400, param: "part_ids[0]" });
    await expect(complete([part.id, part.id])).rejects.toThrow(/each part may be named once/);
    await expect(complete([])).rejects.toMatchObject({ status: 400, code: "empty_array" });
    await expect(complete([part.id], "0".repeat(32))).rejects.toMatchObject({ status: 400, param: "md5" });
    await expect(complete([part.id], "nonsense")).rejects.toMatchObject({ status: 400, param: "md5" });
    const more = await add(upload.id, "d");
    await expect(complete([part.id, more.id])).rejects.toThrow(/have 4 bytes together/);
    expect(await complete([part.id])).toMatchObject({ status: "completed" });
  });

  it("that was cancelled, or is an hour old, takes nothing more", async () => {
    const cancelled = await begin(3);
    await add(cancelled.id, "abc");
    expect(await client.uploads.cancel(cancelled.id)).toMatchObject({ status: "cancelled", file: null });
    expect(await client.uploads.cancel(cancelled.id)).toMatchObject({ status: "cancelled" });
    await expect(add(cancelled.id, "abc")).rejects.toThrow(/is cancelled/);
    const old = await begin(3);
    const part = await add(old.id, "abc");
    test.advance(3_600_000);
    await expect(add(old.id, "abc")).rejects.toThrow(/is expired/);
    await expect(client.uploads.complete(old.id, { part_ids: [part.id] })).rejects.toThrow(/is expired/);
    test.advance(-3_600_000);
  });

  it("is completed once, and told to all who ask for that at the same time", async () => {
    const upload = await begin(3);
    const part_ids = [(await add(upload.id, "abc")).id];
    const read = test.files.readBlobs.bind(test.files);
    const allThere = Promise.withResolvers<void>();
    let asked = 0;
    const reading = vi.spyOn(test.files, "readBlobs").mockImplementation(async function* (blobs) {
      if (++asked === 3) allThere.resolve();
      await allThere.promise;
      yield* read(blobs);
    });
    const md5 = createHash("md5").update("abc").digest("hex");
    const ask = () => client.uploads.complete(upload.id, { part_ids, md5 });
    const [first, ...others] = await Promise.all([ask(), ask(), ask()]);
    expect(first?.file?.id).toMatch(/^file-/);
    expect(others).toEqual([first, first]);
    reading.mockRestore();
  });

  it("that is given up tells parts which are on their way what became of it", async () => {
    const upload = await begin(3);
    const received = vi.spyOn(test.files, "write");
    const rest = Promise.withResolvers<void>();
    const form = new ReadableStream<Uint8Array>({
      async start(controller) {
        const head = '--x\r\ncontent-disposition: form-data; name="data"; filename="p"\r\n\r\nabc';
        controller.enqueue(Buffer.from(head));
        await rest.promise;
        controller.enqueue(Buffer.from("\r\n--x--\r\n"));
        controller.close();
      },
    });
    const part = fetch(`${test.url}/uploads/${upload.id}/parts`, {
      ...{ method: "POST", body: form, duplex: "half" },
      headers: { "content-type": "multipart/form-data; boundary=x" },
    });
    await expect.poll(() => received.mock.calls.length).toBe(1);
    received.mockRestore();
    await client.uploads.cancel(upload.id);
    rest.resolve();
    const { error } = (await (await part).json()) as { error: { message: string } };
    expect(error.message).toMatch(/is cancelled: only a pending upload/);
  });

  it("is refused where it is too large, of no purpose, or no lines of JSON for a batch", async () => {
    await expect(begin(8 * 2 ** 30 + 1)).rejects.toMatchObject({ status: 400, param: "bytes" });
    await expect(begin(0)).rejects.toMatchObject({ status: 400, param: "bytes" });
    await expect(begin(1, { purpose: "batch_output" as never })).rejects.toMatchObject({ param: "purpose" });
    await expect(begin(1, { purpose: "batch" })).rejects.toThrow("Must be .jsonl");
    await expect(add("upload_nothing", "x")).rejects.toThrow("No such Upload object: upload_nothing");
    await expect(client.uploads.cancel("upload_nothing")).rejects.toMatchObject({ status: 404 });
    await expect(client.uploads.complete("upload_nothing", { part_ids: ["x"] })).rejects.toMatchObject({
      status: 404,
    });
  });

  it("refuses parts that are empty, or more than was announced", async () => {
    const upload = await begin(3);
    await expect(add(upload.id, "")).rejects.toThrow("File is empty.");
    const large = Buffer.alloc(64 * 2 ** 20 + 1);
    const advice = {
      message: expect.stringContaining(
        "(67108864) exceeded. Please send the file in more and smaller parts.",
      ),
    };
    await expect(add(upload.id, large)).rejects.toMatchObject({ status: 413, error: advice });
    expect((await add(upload.id, large.subarray(1))).object).toBe("upload.part");
    await expect(add(upload.id, "0123456")).rejects.toThrow(/larger than the 3 bytes/);
  });
});
