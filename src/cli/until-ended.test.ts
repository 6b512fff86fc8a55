import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { showBatchProgress } from "./batch/batch-progress.ts";
import { reachAgain } from "./config-flags.ts";
import { whileWatched } from "./until-ended.ts";

afterEach(() => vi.restoreAllMocks());

/** What is said when somebody presses Ctrl-C while work is watched. */
async function interrupted(comeBack: readonly string[]): Promise<string> {
  let said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  await whileWatched("batch", comeBack, async () => process.emit("SIGINT"));
  expect(exit).toHaveBeenCalledWith(130);
  return said;
}

describe("an interrupt at the terminal", () => {
  it("tells the command by which one comes back, as a shell takes it and to the same server", async () => {
    const words = ["batch", "resume", "batch_1", "--out", "my answers.jsonl"];
    expect(await interrupted([...words, ...reachAgain({ port: 5101, home: "/it's" })])).toContain(
      "fourone batch resume batch_1 --out 'my answers.jsonl' --home '/it'\\''s' --port 5101\n",
    );
  });

  it("leaves the terminal with its cursor, and lines that wrap", () => {
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const before = process.listeners("exit");
    const progress = showBatchProgress(output as unknown as NodeJS.WriteStream);
    progress.report({ status: "in_progress", request_counts: { total: 2, completed: 1, failed: 0 } });
    const [atExit] = process.listeners("exit").filter((listener) => !before.includes(listener));
    expect(String(output.read())).toContain("\u001b[?25l");
    atExit?.(0);
    expect(String(output.read())).toBe("\u001b[?25h\u001b[?7h");
    progress.end();
    expect(process.listeners("exit")).toEqual(before);
  });
});
