import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TinyModelOptions, writeTinyModel } from "./index.ts";

let directory: string | undefined;

/** A folder for this process, removed when it exits. */
export function temporaryDirectory(): string {
  if (directory === undefined) {
    const created = mkdtempSync(path.join(tmpdir(), "fourone-test-"));
    process.once("exit", () => rmSync(created, { recursive: true, force: true }));
    directory = created;
  }
  return directory;
}

/** A tiny model on disk, written once for the same options. */
export function tinyModelFile(options: TinyModelOptions = {}): string {
  const name = createHash("sha256").update(JSON.stringify(options)).digest("hex").slice(0, 16);
  const file = path.join(temporaryDirectory(), `${name}.gguf`);
  if (!existsSync(file)) writeTinyModel(file, options);
  return file;
}
