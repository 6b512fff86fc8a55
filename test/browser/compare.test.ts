import { describe, expect, it } from "vitest";
import { accessibilityProblems } from "./accessibility.ts";
import { findChromium } from "./find-chromium.ts";
import { usePage } from "./use-page.ts";

describe.skipIf(findChromium() === undefined)("comparing and preparing prompts", () => {
  const playground = usePage({ weights: "starter" });

  it("asks all columns at once and sets times and costs side by side", async () => {
    const page = await playground.open("/compare");
    await page.getByRole("button", { name: "Column", exact: true }).click();
    for (const button of await page.getByRole("button", { name: "Settings of the column" }).all()) {
      await button.click();
      await page.getByRole("spinbutton", { name: "Longest answer" }).fill("16");
      await page.keyboard.press("Escape");
    }
    await page.getByLabel("Prompt").fill("Name three rivers.");
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => page.getByLabel("Figures of the answer").count(), { timeout: 60_000 }).toBe(3);
    const rows = page.getByRole("table", { name: "Times and costs" }).getByRole("row");
    expect(await rows.count()).toBe(4);
    expect(await rows.nth(3).innerText()).toMatch(/gpt-4\.1-nano[\s\S]*\$/);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it("wraps a log in XML and takes the prompt to the chat", async () => {
    const page = await playground.open("/prompts");
    await page.getByRole("button", { name: "Answer only from this log" }).click();
    await page.getByLabel("Text of document 1").fill("09:14 pool exhausted");
    await page.getByLabel("Question").fill("Why?");
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "To the chat" }).click();
    const message = page.getByLabel("Message", { exact: true });
    expect(await message.inputValue()).toContain(
      '<doc id="1" title="server.log">\n09:14 pool exhausted\n</doc>',
    );
  });
});
