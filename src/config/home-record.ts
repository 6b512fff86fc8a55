import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import { isRecord } from "./config-layer.ts";

/**
 * One JSON object in the home folder, which commands write, apart from the files that people write. Undefined where
 * there is none yet. `purpose`: what deleting the file undoes, for the message that advises it.
 */
export async function readHomeRecord(
  path: string,
  purpose: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ConfigError(`${path} could not be read: ${error.code}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    if (isRecord(record)) return record;
  } catch {
    // Said below.
  }
  throw new ConfigError(`${path} must hold one JSON object; mend it, or delete it to ${purpose}`);
}

export async function writeHomeRecord(home: string, file: string, record: object): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const path = join(home, file);
  const temporary = `${path}.${process.pid}.new`;
  // Written beside and renamed: a crash leaves the old record or the new one.
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(record, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}
