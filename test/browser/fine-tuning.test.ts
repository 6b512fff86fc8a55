import type { Locator } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "./accessibility.ts";
import { dropFile } from "./drop-file.ts";
import { findChromium } from "./find-chromium.ts";
import { clientOf } from "./seed.ts";
import { trainingLines } from "./training-lines.ts";
import { usePage } from "./use-page.ts";

describe.skipIf(findChromium() === undefined)("fine-tuning", () => {
  const playground = usePage({ weights: "tiny" });
  const client = () => clientOf(playground.server().url);
  const open = (path = "/fine-tuning", options = {}) => playground.open(path, options);

  const drop = async (lines: string, name = "examples.jsonl") => {
    const page = await open();
    await dropFile(page.getByText("Drop a .jsonl file of examples"), { name, text: lines });
    await page.getByRole("heading", { name: "New fine-tuning job" }).waitFor();
    return page;
  };

  describe("a job that is dropped", () => {
    it("trains until it has succeeded, shows its curves, and is tried against its base", async () => {
      const page = await drop(trainingLines(12));
      await page.locator("input[type=file]").setInputFiles({
        name: "held-out.jsonl",
        mimeType: "application/jsonl",
        buffer: Buffer.from(trainingLines(10)),
      });
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByLabel("Suffix").fill("numbers");
      await page.getByLabel("Epochs").fill("4");
      await page.getByLabel("Batch size").fill("4");
      await page.getByLabel("Metadata").fill("team=tea");
      await page.getByRole("button", { name: "Start training" }).click();
      await page.getByRole("heading", { level: 1, name: "numbers" }).waitFor();
      await page.getByText("succeeded", { exact: true }).waitFor({ timeout: 120_000 });
      await page.getByText("team=tea").waitFor();

      const loss = page.getByRole("table", { name: "Loss by step" });
      await expect.poll(() => loss.getByRole("row").count(), { timeout: 15_000 }).toBe(13);
      const cells = await loss.getByRole("row").nth(12).getByRole("cell").allInnerTexts();
      const events = await client().get(`/fine_tuning/jobs/${page.url().split("/").at(-1)}/events`, {
        query: { limit: 100 },
      });
      const told = (events as { data: { data: Record<string, number> }[] }).data.map(({ data }) => data);
      expect(cells.map(Number)).toEqual([
        told.find(({ step }) => step === 12)?.train_loss,
        told.find(({ full_valid_loss }) => full_valid_loss !== undefined)?.full_valid_loss,
      ]);
      await page.getByRole("log").getByText("The job has successfully completed").waitFor();
      expect(await page.getByRole("table", { name: "Checkpoints" }).getByRole("row").count()).toBe(4);
      expect(await accessibilityProblems(page)).toEqual([]);

      await page.getByRole("link", { name: "Try it against the base" }).click();
      await page.getByRole("region", { name: /^Column ft:.*numbers/ }).waitFor();
      expect(await page.getByLabel("Prompt").inputValue()).toBe("Which number is 1?");
      await page.keyboard.press("Control+Enter");
      await expect.poll(() => page.getByLabel("Figures of the answer").count(), { timeout: 60_000 }).toBe(2);
    });

    it("is offered by the chat, and ends where it is deleted", async () => {
      const page = await open("/chat");
      await page.getByRole("button", { name: /^Model:/ }).click();
      await page
        .getByRole("button", { name: /^ft:gpt-4\.1-nano-2025-04-14:local:numbers:\w+ tuned here/ })
        .click();
      await page.getByLabel("Message", { exact: true }).fill("Hello");
      await page.keyboard.press("Control+Enter");
      await page.getByLabel("Figures of the answer").waitFor();

      const list = await open();
      const rows = list.getByRole("table", { name: "Tuned models" }).getByRole("row");
      await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(5);
      const remove = async (row: Locator) => {
        await row.getByRole("button", { name: /^Delete ft:/ }).click();
        await list.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      };
      await remove(rows.filter({ hasText: "ckpt-step-12" }));
      await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(4);
      await list.getByRole("link", { name: "numbers", exact: true }).click();
      const checkpoints = list.getByRole("table", { name: "Checkpoints" });
      await checkpoints.getByRole("row", { name: /ckpt-step-12 .*deleted/ }).waitFor();
      await list.getByRole("link", { name: "All jobs" }).click();
      await remove(rows.filter({ hasNotText: "ckpt" }).last());
      await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(3);
    });
  });

  it("says in the server's words which line of a file is faulty", async () => {
    const lines = trainingLines(12).split("\n");
    const page = await drop(
      lines.with(6, '{"messages": [{"role": "user", "content": "only this"}]}').join("\n"),
    );
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("failed", { exact: true }).waitFor({ timeout: 60_000 });
    const why = page.getByRole("region", { name: "Why it failed" });
    await why.getByText("Line 7 of the file").waitFor();
    await why.getByText(/Example 7, .*assistant/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("keeps the form where the server refuses a setting, and shows why", async () => {
    const page = await drop(trainingLines(12));
    await page.getByLabel("Epochs").fill("400");
    await page.getByRole("button", { name: "Start training" }).click();
    await page
      .getByRole("alert")
      .getByText(/n_epochs/)
      .first()
      .waitFor();
    await page.getByLabel("Epochs").fill("1");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("succeeded", { exact: true }).waitFor({ timeout: 120_000 });
  });

  it("pauses a job, goes on with it, and cancels it", async () => {
    const page = await drop(trainingLines(400));
    await page.getByLabel("Epochs").fill("50");
    await page.getByLabel("Batch size").fill("1");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByRole("table", { name: "Loss by step" }).waitFor({ state: "attached", timeout: 60_000 });
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("paused", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("running", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the job" }).click();
    await page.getByText("cancelled", { exact: true }).waitFor();
  });

  describe("a file that is uploaded", () => {
    beforeAll(async () => {
      const pairs = Array.from({ length: 10 }, (_, index) =>
        JSON.stringify({
          input: { messages: [{ role: "user", content: `Say ${index}` }] },
          preferred_output: [{ role: "assistant", content: "yes" }],
          non_preferred_output: [{ role: "assistant", content: "no" }],
        }),
      );
      const file = new File([pairs.join("\n")], "pairs.jsonl");
      await client().files.create({ file, purpose: "fine-tune" });
    });

    it("is trained with from the list of files, by the method that it is made for", async () => {
      const page = await open("/files");
      await page.getByRole("link", { name: "Train with pairs.jsonl" }).click();
      await page.getByText("pairs.jsonl", { exact: true }).waitFor();
      await expect.poll(() => page.getByLabel("Method").inputValue(), { timeout: 15_000 }).toBe("dpo");
      await page.getByLabel("Beta").waitFor();
      await page.getByRole("button", { name: "Remove: Training file" }).click();
      await page.getByText("Drop a .jsonl file of examples").waitFor();
    });
  });

  it("fits a phone, with jobs too, and has no accessibility problem in dark colours", async () => {
    const job = (await client().fineTuning.jobs.list()).data.find(({ status }) => status === "succeeded");
    for (const path of ["/fine-tuning", `/fine-tuning/${job?.id}`]) {
      const page = await open(path, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
      await page.getByText("succeeded", { exact: true }).first().waitFor();
      expect(await accessibilityProblems(page), path).toEqual([]);
      const overflow = await page.evaluate(() =>
        [...document.querySelectorAll("main > div")].map((each) => each.scrollWidth - each.clientWidth),
      );
      expect(Math.max(...overflow), path).toBeLessThanOrEqual(0);
    }
  });
});
