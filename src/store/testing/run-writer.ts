import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StoreLocation } from "../index.ts";
import type { RecordKind } from "./whole-record.ts";

export interface WrittenRecord {
  readonly kind: RecordKind;
  readonly id: string;
  readonly acknowledged: boolean;
}

export interface Writer {
  kill(): void;
  /** Resolves when the store has acknowledged this many records, or the process is gone. */
  acknowledged(count: number): Promise<void>;
  /** When the process is gone: every record that it began, and whether it came to its end by itself. */
  readonly done: Promise<{ readonly records: WrittenRecord[]; readonly finished: boolean }>;
}

export function runWriter(location: StoreLocation, prefix: string, count: number): Writer {
  const program = fileURLToPath(new URL("./writer-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(location), prefix, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const records = new Map<string, WrittenRecord>();
  let acknowledgements = 0;
  let finished = false;
  let gone = false;
  lines.on("line", (line) => {
    const [word, kind, id] = line.split(" ");
    const acknowledged = word === "acknowledged";
    if (acknowledged) acknowledgements++;
    if (id === undefined) finished = line === "finished";
    else records.set(id, { kind: kind as RecordKind, id, acknowledged });
    lines.emit("progress");
  });
  const closed = once(lines, "close").then(() => {
    gone = true;
    return { records: [...records.values()], finished };
  });
  return {
    kill: () => child.kill("SIGKILL"),
    async acknowledged(wanted) {
      while (acknowledgements < wanted && !gone) {
        await Promise.race([once(lines, "progress"), closed]);
      }
    },
    done: closed,
  };
}
