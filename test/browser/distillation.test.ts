import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "./accessibility.ts";
import { findChromium } from "./find-chromium.ts";
import { clientOf } from "./seed.ts";
import { usePage } from "./use-page.ts";

/** Prompts that were asked and stored; a fifth of them are held out. */
const PROMPTS = 15;
const HELD_OUT = 3;

const SCHEMA = {
  type: "object",
  properties: { kind: { type: "string", enum: ["bug", "billing"] } },
  required: ["kind"],
  additionalProperties: false,
};

interface Figures {
  readonly exact_match: number;
  readonly loss: number;
}

describe.skipIf(findChromium() === undefined)("distillation", () => {
  const playground = usePage({ weights: "tiny" });
  const client = () => clientOf(playground.server().url);

  beforeAll(async () => {
    for (let index = 0; index < PROMPTS; index++) {
      await client().chat.completions.create({
        model: "gpt-4.1",
        store: true,
        metadata: { task: "triage" },
        messages: [{ role: "user", content: `Sort ticket number ${index + 1}` }],
        response_format: {
          type: "json_schema",
          json_schema: { name: "triage", strict: true, schema: SCHEMA },
        },
      });
    }
  });

  it("goes from the logs to a student that is compared with its teacher", async () => {
    const page = await playground.open("/logs");
    await page.getByLabel("Filter by metadata").fill("task=triage");
    await page.getByRole("link", { name: "Distill these" }).click();
    await expect.poll(() => page.getByLabel("Teacher").inputValue(), { timeout: 15_000 }).toBe("gpt-4.1");
    expect(await page.getByLabel("Metadata").inputValue()).toBe("task=triage");
    await page.getByLabel("Held out (%)").fill("20");
    const counted = page.locator("dl > div", { hasText: "To be learned" });
    await expect.poll(() => counted.innerText(), { timeout: 20_000 }).toMatch(/\b12$/);
    await page.getByText("Sort ticket number").first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByLabel("Epochs").fill("2");
    await page.getByLabel("Batch size").fill("4");
    await page.getByLabel("Name").fill("Triage on nano");
    await page.getByRole("button", { name: "Start distillation" }).click();
    await page.getByRole("heading", { level: 1, name: "Triage on nano" }).waitFor();
    await page.getByText("succeeded", { exact: true }).waitFor({ timeout: 150_000 });

    const id = page.url().split("/").at(-1);
    const made = (await client().get(`/fourone/distillations/${id}`)) as {
      readonly comparison: { readonly before: Figures; readonly after: Figures };
    };
    const rows = page.getByRole("table", { name: "Comparison" }).getByRole("row");
    const { before, after } = made.comparison;
    const loss = await rows.filter({ hasText: "Loss" }).getByRole("cell").allInnerTexts();
    expect(loss).toEqual(["–", before.loss.toFixed(3), after.loss.toFixed(3)]);
    await page.getByRole("table", { name: "Loss by step" }).waitFor({ state: "attached" });
    const answers = page.getByRole("region", { name: "Held-out prompts" }).getByRole("listitem");
    await expect.poll(() => answers.count(), { timeout: 15_000 }).toBe(HELD_OUT);
    expect(await accessibilityProblems(page)).toEqual([]);

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Training file" }).click();
    const lines = readFileSync(await (await download).path(), "utf8")
      .trim()
      .split("\n");
    expect(lines.length).toBe(PROMPTS - HELD_OUT);
    expect(JSON.parse(lines[0] ?? "").messages.at(-1)).toMatchObject({
      role: "assistant",
      content: expect.stringMatching(/"kind": ?"(bug|billing)"/),
    });
    await page.getByRole("link", { name: "Try all three" }).click();
    await expect
      .poll(() => page.getByRole("region", { name: /^Column / }).count(), { timeout: 15_000 })
      .toBe(3);
    expect(await page.getByLabel("Prompt").inputValue()).toMatch(/^Sort ticket number/);
  });

  it("says in the server's words why there is too little to learn from", async () => {
    const page = await playground.open("/distillation");
    await page.getByRole("button", { name: "New distillation" }).click();
    await page.getByLabel("Metadata").fill("task=nobody");
    await page.getByText("No stored completion matches").waitFor({ timeout: 20_000 });
    await page.getByRole("button", { name: "Start distillation" }).click();
    await page.getByText("failed", { exact: true }).waitFor({ timeout: 30_000 });
    await page
      .getByRole("alert")
      .getByText(/must be left to learn/)
      .waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { level: 1, name: "Distillation" }).waitFor();
  });

  it("makes the files alone where no student is to be trained, and trains with them later", async () => {
    const page = await playground.open("/distillation?teacher=gpt-4.1");
    await page.getByRole("switch", { name: "Train a student" }).click();
    await page.getByLabel("Name").fill("Files only");
    await page.getByRole("button", { name: "Make the files" }).click();
    await page.getByText("succeeded", { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByRole("link", { name: "Train with this file" }).click();
    await page.getByRole("heading", { name: "New fine-tuning job" }).waitFor();
  });

  it("fits a phone, and has no accessibility problem in dark colours", async () => {
    const list = (await client().get("/fourone/distillations")) as {
      readonly data: readonly { readonly id: string; readonly name: string }[];
    };
    const done = list.data.find(({ name }) => name === "Triage on nano");
    for (const path of ["/distillation", "/distillation?new=1", `/distillation/${done?.id}`]) {
      const page = await playground.open(path, {
        viewport: { width: 390, height: 844 },
        colorScheme: "dark",
      });
      await page.getByText("succeeded", { exact: true }).first().waitFor();
      expect(await accessibilityProblems(page), path).toEqual([]);
      const overflow = await page.evaluate(() =>
        [...document.querySelectorAll("main > div")].map((each) => each.scrollWidth - each.clientWidth),
      );
      expect(Math.max(...overflow), path).toBeLessThanOrEqual(0);
    }
  });
});
