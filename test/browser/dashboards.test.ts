import { beforeAll, describe, expect, it } from "vitest";
import { dropFile } from "./drop-file.ts";
import { findChromium } from "./find-chromium.ts";
import { batchLines, clientOf, seed } from "./seed.ts";
import { usePage } from "./use-page.ts";

describe.skipIf(findChromium() === undefined)("the dashboards", () => {
  const playground = usePage({ weights: "starter" });
  const client = () => clientOf(playground.server().url);
  beforeAll(() => seed(client()));

  it("start a batch from a file that is dropped, and follow it until it is done", async () => {
    const page = await playground.open("/batches");
    await dropFile(page.getByText("Drop a .jsonl file"), { name: "dropped.jsonl", text: batchLines(5) });
    await page.getByRole("heading", { level: 1, name: "dropped.jsonl" }).waitFor();
    await page.getByText("completed", { exact: true }).waitFor({ timeout: 60_000 });
    const answers = page.getByRole("table", { name: "Answers" });
    await answers.getByRole("cell", { name: "question-5" }).waitFor();
    expect(await answers.getByRole("row").count()).toBe(6);
  });

  it("say in the server's words what is wrong with a batch's file", async () => {
    const page = await playground.open("/batches");
    const lines = batchLines(2).replaceAll("question-2", "question-1");
    await page.locator("input[type=file]").setInputFiles({
      name: "twice.jsonl",
      mimeType: "application/jsonl",
      buffer: Buffer.from(lines),
    });
    await page.getByText("failed", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText("Line 2").waitFor();
  });

  it("chart exactly what the API counts", async () => {
    const start_time = Math.floor(Date.now() / 86_400_000) * 86_400 - 29 * 86_400;
    const usage = await client().get("/organization/usage/completions", {
      query: { start_time, bucket_width: "1d", group_by: "model", limit: 31 },
    });
    const { data } = usage as {
      data: {
        results: { input_tokens: number; output_tokens: number; num_model_requests: number; model: string }[];
      }[];
    };
    const results = data.flatMap((bucket) => bucket.results);
    const page = await playground.open("/usage");
    const table = page.getByRole("table", { name: "All tokens a day, by model" });
    await table.waitFor({ state: "attached" });
    const charted = await table.evaluate((element) => {
      const [head, ...rows] = [...element.querySelectorAll("tr")].map((row) =>
        [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent ?? ""),
      );
      return (head ?? []).slice(1).map((name, index) => ({
        name,
        total: rows.reduce((sum, cells) => sum + Number(cells[index + 1]), 0),
      }));
    });
    const expected = Map.groupBy(results, ({ model }) => model);
    expect(charted.length).toBe(expected.size);
    for (const { name, total } of charted) {
      const counted = expected.get(name)!.reduce((sum, one) => sum + one.input_tokens + one.output_tokens, 0);
      expect(total, name).toBe(counted);
    }
    const requests = results.reduce((sum, one) => sum + one.num_model_requests, 0);
    await page
      .locator("dl > div", { hasText: "Requests" })
      .getByText(requests.toLocaleString("en"))
      .waitFor();
  });

  it("set OpenAI's prices beside this machine's", async () => {
    const start_time = Math.floor(Date.now() / 86_400_000) * 86_400 - 29 * 86_400;
    const costs = (await client().get("/fourone/costs", { query: { start_time } })) as {
      total: { requests: number; at_openai: number; here: number };
    };
    const page = await playground.open("/usage");
    const cells = page
      .getByRole("table", { name: "Costs at OpenAI and here, by model" })
      .getByRole("row")
      .last()
      .getByRole("cell");
    const { requests, at_openai, here } = costs.total;
    await expect.poll(() => cells.nth(1).innerText()).toBe(requests.toLocaleString("en"));
    const amount = async (column: number) => Number((await cells.nth(column).innerText()).replace("$", ""));
    expect(await amount(4)).toBeCloseTo(at_openai, 4);
    expect(here).toBeGreaterThan(0);
    // Shown in whole cents, and in two digits below one.
    const rounding = here < 0.01 ? here * 0.05 : 0.005;
    expect(Math.abs((await amount(6)) - here)).toBeLessThanOrEqual(rounding + 1e-9);
  });

  it("find stored answers by text and by metadata, and show and delete one", async () => {
    const page = await playground.open("/logs");
    const rows = page.getByRole("row");
    await page.getByLabel("Search text").fill("lighthouse");
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByLabel("Search text").fill("");
    await page.getByLabel("Filter by metadata").fill("topic=tea");
    await expect.poll(() => rows.count()).toBe(5);
    await page.getByLabel("Kind", { exact: true }).selectOption("response");
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByRole("button", { name: /black tea/ }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Which water is best for black tea?").waitFor();
    await sheet.getByRole("button", { name: "Delete" }).click();
    await page
      .getByRole("dialog", { name: "Delete what is stored?" })
      .getByRole("button", { name: "Delete" })
      .click();
    await expect.poll(() => rows.count()).toBe(2);
  });

  it("upload a file, download it unchanged, and delete it", async () => {
    const page = await playground.open("/files");
    const content = "what was sent comes back\n".repeat(1_000);
    await page.locator("input[type=file]").setInputFiles({
      name: "notes.txt",
      mimeType: "text/plain",
      buffer: Buffer.from(content),
    });
    await page.getByText("notes.txt", { exact: true }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download notes.txt" }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(content);
    await page.getByRole("button", { name: "Delete notes.txt" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("notes.txt", { exact: true }).waitFor({ state: "detached" });
  });

  it("show the engine's counts as they change", async () => {
    const page = await playground.open("/engine");
    await page.getByText("live", { exact: true }).waitFor();
    const total = page.getByText(/tokens · .* a second while at it/).last();
    const before = await total.textContent();
    await client().chat.completions.create({
      model: "gpt-4.1",
      max_tokens: 60,
      messages: [{ role: "user", content: "Count" }],
    });
    await expect.poll(() => total.textContent(), { timeout: 10_000 }).not.toBe(before);
  });

  it("plan for a binding before it is made", async () => {
    const page = await playground.open("/models");
    await page.getByRole("button", { name: "Bind gpt-4.1 to weights", exact: true }).waitFor();
    await page.getByText("Qwen3.5 4B Q4_K_M").waitFor();
    await page.getByRole("button", { name: "Pull Qwen3.5 4B Q4_K_M" }).waitFor();
  });
});
