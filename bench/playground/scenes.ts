import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LONG_CONVERSATION } from "./long-conversation.ts";
import type { TextKind } from "./long-texts.ts";
import type { Scene } from "./open-page.ts";

const ATTACHED_BYTES = 50_000_000;

/** Looks seldom whether an answer is complete: looking is work of the page, too. */
const POLL_MILLISECONDS = 500;
/** What follows the end of an answer is watched as well. */
const AFTERWARDS_MILLISECONDS = 1_000;

/** A megabyte streams in. */
function answer(kind: TextKind): Scene {
  return async ({ page, origin, start }) => {
    await page.goto(`${origin}/chat`);
    await page.getByLabel("Message", { exact: true }).fill(kind);
    await start();
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(
      "document.querySelector('[aria-label=\"Figures of the answer\"]')",
      undefined,
      {
        polling: POLL_MILLISECONDS,
        timeout: 120_000,
      },
    );
    await page.waitForTimeout(AFTERWARDS_MILLISECONDS);
  };
}

/** The same, then somebody scrolls through all of it. */
function scrollLongAnswer(): Scene {
  const streamed = answer("Markdown");
  return async (stage) => {
    await streamed(stage);
    await stage.start();
    await stage.page.evaluate(scrollThrough);
  };
}

/** Somebody scrolls through a long conversation, faster than a finger can, and jumps about in it. */
const scrollTurns: Scene = async ({ page, origin, start }) => {
  await page.goto(`${origin}/chat?open=${LONG_CONVERSATION}`);
  await page.getByRole("article").last().waitFor();
  await page.waitForTimeout(AFTERWARDS_MILLISECONDS);
  await start();
  await page.evaluate(scrollThrough);
};

/** Runs in the page: from the end to the beginning in steps of most of a screen, then ten jumps. */
const scrollThrough = `(async () => {
  const list = document.querySelector('[aria-label="Conversation"]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let steps = 0; steps < 400 && list.scrollTop > 0; steps++) {
    list.scrollTop -= 600;
    await frame();
  }
  for (let jump = 1; jump <= 10; jump++) {
    list.scrollTop = (list.scrollHeight * ((jump * 7) % 10)) / 10;
    for (let wait = 0; wait < 10; wait++) await frame();
  }
})()`;

/** A large file is attached, counted and sent. The server refuses it in the end: it is too long for the model. */
const attachFile: Scene = async ({ page, origin, start }) => {
  const folder = await mkdtemp(join(tmpdir(), "fourone-attach-"));
  try {
    const log = join(folder, "server.log");
    const line = "09:14:02 ERROR the pool is exhausted\n";
    await writeFile(log, line.repeat(ATTACHED_BYTES / line.length));
    await page.goto(`${origin}/chat`);
    await start();
    await page.getByTestId("attach").setInputFiles(log);
    await page.getByText(/about [\d,]+ tokens/).waitFor();
    await page.getByRole("tab", { name: "Responses" }).click();
    await page.getByLabel("Message", { exact: true }).fill("How often?");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("alert").last().waitFor({ timeout: 120_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

export const SCENES: Readonly<Record<string, Scene>> = {
  markdown: answer("Markdown"),
  code: answer("one code block"),
  paragraph: answer("one paragraph"),
  word: answer("one word"),
  scrolling: scrollLongAnswer(),
  turns: scrollTurns,
  attach: attachFile,
};
