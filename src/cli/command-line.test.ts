import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeTinyModel } from "./tiny-model.fixture.ts";

const home = mkdtempSync(join(tmpdir(), "fourone-cli-"));
const file = join(home, "tiny.gguf");
writeTinyModel(file);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const launcher = new URL("../../bin/fourone.js", import.meta.url).pathname;

async function fourone(
  ...parameters: string[]
): Promise<{ status: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [launcher, ...parameters], {
    cwd: home,
    env: { ...process.env, FOURONE_HOME: home },
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const [status] = await once(child, "close");
  return { status, output, errors };
}

describe("the fourone command", () => {
  it("pulls a file of one's own and says where it is", async () => {
    const { status, output } = await fourone("pull", "tiny.gguf");
    expect(output).toMatch(/^tiny is ready: 6\d\.\d KiB, SHA-256 [0-9a-f]{64}\n {2}\/.*tiny\.gguf\n$/);
    expect(status).toBe(0);
  });

  it("fails with one line and status 1 on what the user can mend", async () => {
    const { status, errors } = await fourone("pull", "missing.gguf");
    expect(errors).toMatch(/fourone: there is no file .*missing\.gguf\n$/);
    expect(status).toBe(1);
    expect(await fourone("models", "--profile", "desk")).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/^fourone: there is no profile "desk"; choose one of starter/),
    });
  });

  it("answers what it does not understand with status 2", async () => {
    expect((await fourone("fly")).status).toBe(2);
  });

  it("examines in JSON, and ends with status 1 where something prevents serving", async () => {
    const { status, output } = await fourone("doctor", "--json", "--host", "203.0.113.1");
    expect(JSON.parse(output)).toContainEqual(
      expect.objectContaining({ subject: "Address", level: "problem" }),
    );
    expect(status).toBe(1);
  });
});
