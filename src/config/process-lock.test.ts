import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireHomeLock, inspectHomeLock } from "./home-lock.ts";
import { tryProcessLock, waitForProcessLock } from "./process-lock.ts";

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fourone-lock-"));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A process that tries for the home lock, says what came of it, and then stays. */
function startContender(): { readonly child: ChildProcess; readonly outcome: Promise<string> } {
  const module = JSON.stringify(new URL("./home-lock.ts", import.meta.url).href);
  const program = `
    import { acquireHomeLock } from ${module};
    await acquireHomeLock(${JSON.stringify(folder)}).then(
      () => console.log("acquired"), (error) => console.log("refused: " + error.message));
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const outcome = once(child.stdout as NodeJS.ReadableStream, "data").then(([data]) => String(data).trim());
  return { child, outcome };
}

describe("the home lock", () => {
  it("refuses a second server and names the first one's process", async () => {
    const { child, outcome } = startContender();
    expect(await outcome).toBe("acquired");
    await expect(acquireHomeLock(folder)).rejects.toThrow(`process ${child.pid}, since`);
    expect(await inspectHomeLock(folder)).toEqual({ running: true, pid: child.pid });
  });

  it("is free at once after its holder was killed, although the holder's name is left behind", async () => {
    const { child, outcome } = startContender();
    await outcome;
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(join(folder, "server.lock.holder"))).toBe(true);
    using lock = await acquireHomeLock(folder);
    expect(lock.path).toContain(folder);
  });

  it("lets exactly one of several win that start at the same instant", async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => startContender().outcome));
    expect(outcomes.filter((outcome) => outcome === "acquired")).toHaveLength(1);
    const winner = children[outcomes.indexOf("acquired")]?.pid;
    for (const outcome of outcomes.filter((text) => text !== "acquired")) {
      expect(outcome).toContain(`process ${winner},`);
    }
  });

  it("can be taken again after it was released", async () => {
    (await acquireHomeLock(folder))[Symbol.dispose]();
    (await acquireHomeLock(folder))[Symbol.dispose]();
    expect(await inspectHomeLock(folder)).toEqual({ running: false });
  });

  it("says so when the home folder cannot be made", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(acquireHomeLock(join(folder, "file", "home"))).rejects.toThrow(/cannot be created/);
  });
});

describe("a process lock", () => {
  it("is exclusive within one process as well", () => {
    const path = join(folder, "one.lock");
    const first = tryProcessLock(path);
    expect(first.kind).toBe("acquired");
    expect(tryProcessLock(path)).toMatchObject({ kind: "held", holder: { pid: process.pid } });
    if (first.kind === "acquired") first.lock[Symbol.dispose]();
    const second = tryProcessLock(path);
    expect(second.kind).toBe("acquired");
    if (second.kind === "acquired") second.lock[Symbol.dispose]();
  });

  it("can be waited for, telling once who is in the way", async () => {
    const path = join(folder, "one.lock");
    const first = await waitForProcessLock(path);
    const holders: unknown[] = [];
    const second = waitForProcessLock(path, { onWait: (holder) => holders.push(holder?.pid) });
    setTimeout(() => first[Symbol.dispose](), 250);
    (await second)[Symbol.dispose]();
    expect(holders).toEqual([process.pid]);
  });

  it("stops waiting when the signal says so", async () => {
    const path = join(folder, "one.lock");
    using _first = await waitForProcessLock(path);
    const signal = AbortSignal.timeout(50);
    await expect(waitForProcessLock(path, { signal })).rejects.toThrow(/timeout/i);
  });
});
