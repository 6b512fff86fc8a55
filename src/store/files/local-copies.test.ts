import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { WrittenBlob } from "../blobs/blob-store.ts";
import { FolderBlobs } from "../blobs/folder-blobs.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { FileStorage } from "./file-storage.ts";
import { LocalCopies } from "./local-copies.ts";

const made: ReturnType<typeof temporaryFolder>[] = [];
afterAll(() => {
  for (const each of made) each.remove();
});

async function world() {
  const temporary = temporaryFolder();
  made.push(temporary);
  const folder = temporary.path;
  const blobs = new FolderBlobs(join(folder, "blobs"));
  const blob = await blobs.write(
    "blob_abc",
    (async function* () {
      yield Buffer.from("twelve ");
      yield Buffer.from("bytes");
    })(),
  );
  // Reading needs no database.
  const storage = new FileStorage({ store: undefined as never, blobs });
  const copies = () => new LocalCopies(join(folder, "copies"), storage);
  return { folder, blobs, blob, copies };
}

describe("local copies", () => {
  it("are made of blobs once, and found by the next process", async () => {
    const { blobs, blob, copies } = await world();
    const first = copies();
    const [path, again] = await Promise.all([first.fetch("a.gguf", blob), first.fetch("a.gguf", blob)]);
    expect(again).toBe(path);
    expect(readFileSync(path, "utf8")).toBe("twelve bytes");
    await blobs.delete(blob.key);
    expect(await copies().fetch("a.gguf", blob)).toBe(path);
    await first.forget("a.gguf");
    await expect(first.fetch("a.gguf", blob)).rejects.toMatchObject({ code: "not-found" });
  });

  it("are made anew where they are not what they should be", async () => {
    const { blob, copies } = await world();
    const path = await copies().fetch("a.gguf", blob);
    writeFileSync(path, "twelve bytez");
    expect(readFileSync(await copies().fetch("a.gguf", blob), "utf8")).toBe("twelve bytes");
  });

  it("are never of a damaged blob, and leave no unfinished file", async () => {
    const { folder, blob, copies } = await world();
    const wrong: WrittenBlob = { ...blob, sha256: "00" };
    await expect(copies().fetch("a.gguf", wrong)).rejects.toMatchObject({ code: "corrupt" });
    expect(readdirSync(join(folder, "copies"))).toEqual([]);
  });
});
