import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-answers.ts";
import { usePage } from "./use-page.ts";

const MEGABYTE = 1_000_000;

const repeated = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length));
const ANSWERS: Readonly<Record<string, string>> = {
  Markdown: repeated(
    "## A heading\n\nSome **words** in a paragraph.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n",
  ),
  code: `\`\`\`ts\n${repeated("const lighthouse = 1;\n")}\`\`\`\n`,
  paragraph: repeated("words and words "),
  word: repeated("0123456789"),
};

/** Far below what a megabyte has; what is in sight, the settings and the navigation need about 600. */
const MOST_ELEMENTS = 1_500;

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
    "of %s stays out of the page but for what is in sight, and is copied whole",
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
    },
  );
});
