import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { blobsConformance } from "./blobs.conformance.ts";
import { FolderBlobs } from "./folder-blobs.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

async function* repeat(bytes: Uint8Array, times: number) {
  for (let n = 0; n < times; n++) yield bytes;
}

describe("blobs in a folder", () => {
  const blobs = new FolderBlobs(join(folder.path, "blobs"));
  blobsConformance(() => blobs);

  it("are for nobody else to read", async () => {
    await blobs.write("blob_private", repeat(Buffer.from("x"), 1));
    const path = join(folder.path, "blobs", "te", "blob_private");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, "blobs", "te")).mode & 0o777).toBe(0o700);
  });

  it("are never outside of it", async () => {
    await expect(blobs.write("../../etc/passwd", repeat(Buffer.from("x"), 1))).rejects.toThrow(TypeError);
  });

  it("that a crash interrupted are removed when they are old", async () => {
    const partial = join(folder.path, "blobs", "partial");
    mkdirSync(partial, { recursive: true });
    for (const name of ["blob_old", "blob_new"]) writeFileSync(join(partial, name), "half");
    utimesSync(join(partial, "blob_old"), 0, 0);
    await blobs.removeInterrupted(60_000);
    expect(readdirSync(partial)).toEqual(["blob_new"]);
  });

  /** A file system of a megabyte, which only root can make. */
  const smallDisk = () => {
    const path = join(folder.path, "small");
    mkdirSync(path);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path], { stdio: "ignore" });
    return { path, [Symbol.dispose]: () => void execFileSync("umount", [path]) };
  };

  it.skipIf(!canMount())(
    "that outgrow their disk leave nothing behind, and there is room again",
    async () => {
      using disk = smallDisk();
      const small = new FolderBlobs(disk.path);
      await small.write("blob_kept", repeat(randomBytes(1_000), 1));
      const full = { name: "StoreError", code: "disk-full" };
      await expect(small.write("blob_large", repeat(randomBytes(100_000), 20))).rejects.toMatchObject(full);
      expect(readdirSync(join(disk.path, "partial"))).toEqual([]);
      await small.write("blob_fits", repeat(randomBytes(100_000), 5));
      expect((await small.write("blob_more", repeat(randomBytes(100_000), 2))).bytes).toBe(200_000);
    },
  );
});

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
