import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".svg", ".txt"]);

export interface BuiltFile {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly mediaType: string;
  readonly entityTag: string;
  /** Compressed once, when it is first asked for; undefined where that saves nothing. */
  readonly compressed: () => Promise<Buffer<ArrayBuffer> | undefined>;
}

/**
 * The built page: files by their path below its folder. All are read beforehand, so what a request
 * names is looked up in a table and never becomes a path. Undefined where nothing was built.
 */
export function readBuiltFiles(folder: string): ReadonlyMap<string, BuiltFile> | undefined {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
  const files = new Map<string, BuiltFile>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    files.set(name, builtFile(readFileSync(path), extname(name)));
  }
  return files.has("index.html") ? files : undefined;
}

function builtFile(bytes: Buffer<ArrayBuffer>, extension: string): BuiltFile {
  let pending: Promise<Buffer<ArrayBuffer> | undefined> | undefined;
  return {
    bytes,
    mediaType: MEDIA_TYPES[extension] ?? "application/octet-stream",
    entityTag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    compressed: () => {
      pending ??= COMPRESSED.has(extension) ? compress(bytes) : Promise.resolve(undefined);
      return pending;
    },
  };
}

async function compress(bytes: Buffer): Promise<Buffer<ArrayBuffer> | undefined> {
  const smaller = await promisify(gzip)(bytes, { level: 9 });
  return smaller.length < bytes.length ? smaller : undefined;
}
