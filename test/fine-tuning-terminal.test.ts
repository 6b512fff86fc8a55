import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestServer } from "../src/api/testing/test-server.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import { fourone } from "./fine-tuning/run-command.ts";
import { clientOf, EXAMPLES, folder, startTuningServer } from "./fine-tuning/tuning-world.ts";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("fine-tuning at the terminal", () => {
  let test: TestServer;
  let client: OpenAI;
  beforeAll(async () => {
    test = await startTuningServer();
    client = clientOf(test.url);
  });
  afterAll(async () => {
    await test.server.close(0);
    await stopEngines();
  });

  it("is begun and watched at the terminal, and goes on without whoever watched", async () => {
    const file = join(folder, "examples.jsonl");
    writeFileSync(file, EXAMPLES.map((line) => JSON.stringify(line)).join("\n"));
    const port = new URL(test.url).port;
    const begun = fourone(
      "tune",
      file,
      "--port",
      port,
      "--epochs",
      "20",
      "--batch-size",
      "1",
      "--seed",
      "2",
      "--suffix",
      "cli",
    );
    begun.child.stderr.on("data", (text) => {
      if (String(text).includes("Created")) process.kill(-begun.child.pid!, "SIGINT");
    });
    const interrupted = await begun.ended;
    expect(interrupted).toMatchObject({ status: 130 });
    const [, id] = /fourone tune --job (ftjob-\w+)/.exec(interrupted.errors) ?? [];
    expect((await client.fineTuning.jobs.retrieve(id!)).finished_at).toBeNull();
    const watched = await fourone("tune", "--job", id!, "--port", port).ended;
    expect(watched.errors).toMatch(/Step \d+\/\d+: training loss=.*left/);
    expect(watched.output).toMatch(
      /^succeeded after \d+ trained tokens\. .* ft:gpt-4\.1-nano-2025-04-14:local:cli:\w+/,
    );
    expect(watched.status).toBe(0);
  });
});
