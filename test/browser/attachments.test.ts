import { describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { usePage } from "./use-page.ts";

/** About seven eighths of the tiny model's context. */
const LONG_PROMPT = "The pool is exhausted again. ".repeat(240);

describe.skipIf(findChromium() === undefined)("what goes with a message", () => {
  const playground = usePage({ weights: "tiny" });

  it("may not be an image, pasted or dropped, while no model takes any: the page says so", async () => {
    const page = await playground.open("/chat");
    const message = page.getByLabel("Message", { exact: true });
    for (const kind of ["paste", "drop"] as const) {
      await message.evaluate((field, type) => {
        const data = new DataTransfer();
        data.items.add(new File(["not looked at"], `${type}.png`, { type: "image/png" }));
        const options = { bubbles: true, cancelable: true };
        field.dispatchEvent(
          type === "paste"
            ? new ClipboardEvent(type, { ...options, clipboardData: data })
            : new DragEvent(type, { ...options, dataTransfer: data }),
        );
      }, kind);
      await page
        .getByRole("alert")
        .getByText(`${kind}.png: the weights behind this model take no images.`)
        .waitFor();
    }
  });

  it("is a file where a very long text is pasted", async () => {
    const page = await playground.open("/chat");
    const message = page.getByLabel("Message", { exact: true });
    await message.evaluate((field) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "words ".repeat(20_000));
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByRole("list", { name: "Attached files" }).getByText("pasted.txt").waitFor();
    expect(await message.inputValue()).toBe("");
  });

  it("is read before the answer, with a bar that moves; the next question tells what was cached", async () => {
    const page = await playground.open("/chat");
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const bar = document.querySelector('[role="progressbar"][aria-label="Reading the prompt"]');
        const value = bar?.getAttribute("aria-valuenow");
        if (value) seen.add(value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await page.getByRole("spinbutton", { name: "Longest answer" }).fill("4");
    await page.getByLabel("Message", { exact: true }).fill(LONG_PROMPT);
    await page.keyboard.press("Control+Enter");
    const figures = page.getByLabel("Figures of the answer");
    await figures.first().waitFor();
    const values = await page.evaluate(() =>
      [...(window as unknown as { seen: Set<string> }).seen].map(Number),
    );
    expect(values.length).toBeGreaterThan(1);
    expect(values).toEqual(values.toSorted((a, b) => a - b));

    await page.getByLabel("Message", { exact: true }).fill("And then?");
    await page.keyboard.press("Control+Enter");
    // The first question may be out of sight by then, and so out of the page.
    await expect.poll(() => figures.last().innerText()).toMatch(/\([\d,]+ cached, [89]\d %\)/);
  });
});
