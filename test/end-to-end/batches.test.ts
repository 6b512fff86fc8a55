import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { toFile } from "openai";
import { afterAll, describe, expect, it } from "vitest";
import { testHome } from "./starter-server.ts";
import { useStarterServer } from "./use-starter-server.ts";

const request = (customId: string, content: string) => ({
  custom_id: customId,
  method: "POST",
  url: "/v1/chat/completions",
  body: {
    model: "gpt-4.1-nano",
    messages: [{ role: "user", content }],
    temperature: 0,
    max_tokens: 12,
  },
});

const jsonLines = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

describe("batches on the starter weights", () => {
  const server = useStarterServer();
  const client = () => new OpenAI({ baseURL: server().url, apiKey: "none", maxRetries: 0 });
  const folder = mkdtempSync(join(tmpdir(), "fourone-batch-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("go through the official client, from the file of requests to the file of answers", async () => {
    const lines = [
      request("france", "What is the capital of France?"),
      request("italy", "What is the capital of Italy?"),
      { ...request("refused", "Hello"), body: { model: "gpt-4.1-nano", messages: [] } },
    ];
    const file = await client().files.create({
      file: await toFile(Buffer.from(jsonLines(lines)), "lines.jsonl"),
      purpose: "batch",
    });
    let batch = await client().batches.create({
      input_file_id: file.id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { purpose: "test" },
    });
    expect(batch.status).toBe("validating");
    while (batch.status !== "completed") {
      expect(["validating", "in_progress", "finalizing"]).toContain(batch.status);
      await sleep(200);
      batch = await client().batches.retrieve(batch.id);
    }
    expect(batch.request_counts).toEqual({ total: 3, completed: 2, failed: 1 });
    const output = await (await client().files.content(batch.output_file_id!)).text();
    const answers = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers.map(({ custom_id }) => custom_id)).toEqual(["france", "italy"]);
    expect(answers[0].response.body.choices[0].message.content).toContain("Paris");
    const tokens = answers.map(({ response }) => response.body.usage.total_tokens as number);
    expect(batch.usage?.total_tokens).toBe(tokens[0]! + tokens[1]!);
    const errors = await (await client().files.content(batch.error_file_id!)).text();
    expect(JSON.parse(errors)).toMatchObject({ custom_id: "refused", response: { status_code: 400 } });
    const listed = [];
    for await (const each of client().batches.list({ limit: 1 })) listed.push(each.id);
    expect(listed).toContain(batch.id);
    await expect(client().batches.cancel(batch.id)).rejects.toThrow(
      "Cannot cancel a batch with status 'completed'.",
    );
  });

  it("go through the terminal in one command", async () => {
    const path = join(folder, "capitals.jsonl");
    writeFileSync(path, jsonLines([request("spain", "What is the capital of Spain?")]));
    const { status, output } = await fourone("batch", "run", path);
    expect(output).toContain("completed: 1 of 1 requests answered, 0 failed");
    expect(status).toBe(0);
    const answer = JSON.parse(readFileSync(join(folder, "capitals.output.jsonl"), "utf8"));
    expect(answer.custom_id).toBe("spain");
    expect((await fourone("batch", "ls")).output).toMatch(/batch_\w+ .* completed .* 1 of 1 done, 0 failed/);
    writeFileSync(path, jsonLines([{ ...request("bad", ""), method: "GET" }]));
    const failed = await fourone("batch", "run", path);
    expect(failed.output).toContain("line 1: Invalid method");
    expect(failed.status).toBe(1);
  });

  async function fourone(...parameters: string[]): Promise<{ status: number | null; output: string }> {
    const { port } = new URL(server().url);
    const child = spawn(process.execPath, ["src/main.ts", ...parameters, "--port", port], {
      env: { PATH: process.env.PATH, FOURONE_HOME: testHome },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    const [status] = await once(child, "close");
    return { status, output };
  }
});
