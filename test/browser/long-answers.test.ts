import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems } from "./accessibility.ts";
import { findChromium } from "./find-chromium.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-answers.ts";
import { usePage } from "./use-page.ts";

const MEGABYTE = 1_000_000;

/** A megabyte of this, with something to be found in its middle. */
function repeated(text: string, middle: string): string {
  const half = text.repeat(Math.ceil(MEGABYTE / 2 / text.length));
  return half + middle + half;
}

const SECTION =
  "## A heading\n\nSome **words** in a paragraph.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n";
const ANSWERS: Readonly<Record<string, string>> = {
  Markdown: repeated(SECTION, "The beacon.\n\n"),
  code: `\`\`\`ts\n${repeated("const lighthouse = 1;\n", "const beacon = 1;\n")}\`\`\`\n`,
  paragraph: repeated("words and words ", "a beacon "),
  word: repeated("0123456789", "beacon"),
};

/** Far below what a megabyte has; what is in sight, the settings and the navigation need about 600. */
const MOST_ELEMENTS = 1_500;

/** Runs in the page: whether what was found is marked, and in the window. */
function foundInSight(): boolean {
  const [range] = [...(CSS.highlights.get("found-current") ?? [])];
  if (!(range instanceof Range)) return false;
  const { top, bottom } = range.getBoundingClientRect();
  return top > 0 && bottom < innerHeight && range.toString() === "beacon";
}

describe.skipIf(findChromium() === undefined)("a megabyte", () => {
  let scripted: ScriptedServer | undefined;
  const playground = usePage({ weights: "tiny", at: () => scripted?.origin });
  beforeAll(async () => {
    scripted = await startScriptedServer(new URL(playground.server().url).origin, (question) => ({
      text: ANSWERS[question] ?? question,
      piece: 200,
      piecesPerSecond: 5_000,
    }));
  });
  afterAll(() => scripted?.close());

  const ask = async (kind: string) => {
    const page = await playground.open("/chat", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByLabel("Message", { exact: true }).fill(kind);
    await page.keyboard.press("Control+Enter");
    await page.getByLabel("Figures of the answer").waitFor({ timeout: 60_000 });
    return page;
  };
  const elements = (page: Page) => page.evaluate(() => document.querySelectorAll("*").length);
  const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

  it.each(Object.keys(ANSWERS))(
    "of %s stays out of the page but for what is in sight, is copied whole, and is searched whole",
    async (kind) => {
      const page = await ask(kind);
      expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
      const end = page.getByRole("article", { name: /^assistant turn/ }).last();
      await end.hover();
      await end.getByRole("button", { name: "Copy the text" }).click();
      expect((await copied(page)) === ANSWERS[kind]).toBe(true);
      await page.getByRole("region", { name: "Conversation" }).press("Home");
      await page.getByRole("article", { name: "assistant turn", exact: true }).waitFor();
      expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);

      await page.keyboard.press("Control+f");
      await page.getByLabel("Find in the conversation").fill("beacon");
      await page.getByText("1 of 1", { exact: true }).waitFor();
      await expect.poll(() => page.evaluate(foundInSight)).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
    },
  );
});
