import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import { isRecord } from "./config-layer.ts";
import { type ProcessLock, waitForProcessLock } from "./process-lock.ts";

/** How long a change of a record waits for one that another process makes. */
const PATIENCE_MILLISECONDS = 10_000;

export type RecordContent = Readonly<Record<string, unknown>>;

/** One JSON object in the home folder, which commands and the server write, apart from the files that people write. */
export interface HomeRecord {
  readonly file: string;
  /** What deleting the file undoes, for the message that advises it. */
  readonly purpose: string;
}

/** Undefined where there is none yet. Throws ConfigError. */
export async function readHomeRecord(
  home: string,
  { file, purpose }: HomeRecord,
): Promise<RecordContent | undefined> {
  const path = join(home, file);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ConfigError(`${path} could not be read: ${error.code}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    if (isRecord(content)) return content;
  } catch {
    // Said below.
  }
  throw new ConfigError(`${path} must hold one JSON object; mend it, or delete it to ${purpose}`);
}

/** Changes are made one after the other, also those of several processes. Throws ConfigError. */
export async function changeHomeRecord(
  home: string,
  record: HomeRecord,
  change: (content: RecordContent) => RecordContent,
): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const path = join(home, record.file);
  using _lock = await recordsLock(home, path);
  const content = change((await readHomeRecord(home, record)) ?? {});
  const temporary = `${path}.${process.pid}.new`;
  // Written beside and renamed: a crash leaves the old record or the new one.
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

async function recordsLock(home: string, path: string): Promise<ProcessLock> {
  let who = "";
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  try {
    return await waitForProcessLock(join(home, "records.lock"), {
      signal,
      onWait: (holder) => {
        if (holder !== undefined) who = `, process ${holder.pid}`;
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new ConfigError(`${path} is just being changed by somebody else${who}; try again`, {
      cause: error,
    });
  }
}
