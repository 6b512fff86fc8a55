import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { StoreLocation } from "../index.ts";
import type { RecordKind } from "./whole-record.ts";

export interface WrittenRecord {
  readonly kind: RecordKind;
  readonly id: string;
  readonly acknowledged: boolean;
}

export interface Writer {
  readonly process: ChildProcess;
  /** When the process is gone: every record that it began, and whether it came to its end by itself. */
  readonly done: Promise<{ readonly records: WrittenRecord[]; readonly finished: boolean }>;
}

export function runWriter(location: StoreLocation, prefix: string, count: number): Writer {
  const program = fileURLToPath(new URL("./writer-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(location), prefix, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { process: child, done: text(child.stdout).then(readReport) };
}

function readReport(output: string) {
  const records = new Map<string, WrittenRecord>();
  for (const line of output.split("\n")) {
    const [word, kind, id] = line.split(" ");
    if (id !== undefined)
      records.set(id, { kind: kind as RecordKind, id, acknowledged: word === "acknowledged" });
  }
  return { records: [...records.values()], finished: output.endsWith("finished\n") };
}
