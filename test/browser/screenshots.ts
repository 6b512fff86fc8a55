import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openStore } from "../../src/store/index.ts";
import { startStarterServer, testHome } from "../end-to-end/starter-server.ts";
import { findChromium, NO_CHROMIUM } from "./find-chromium.ts";
import setup from "./global-setup.ts";
import { launchChromium } from "./launch.ts";
import { SHOWN_ANSWER, storeSampleAnswers } from "./sample-answers.ts";
import { SAMPLE_DISTILLATION, storeSampleDistillation } from "./sample-distillation.ts";
import { SAMPLE_JOB, storeSampleTuning } from "./sample-tuning.ts";
import { clientOf, seedFiles } from "./seed.ts";
import { settled } from "./settled.ts";
import { usageHistory } from "./usage-history.ts";
import { VIEW_LIST } from "./view-list.ts";

/**
 * Takes a picture of every view, in light and dark colours and on a phone, into docs/screenshots.
 * Names on the command line limit it to those views.
 */
const folder = join(import.meta.dirname, "../../docs/screenshots");
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: desktop, colorScheme: "light" },
  dark: { viewport: desktop, colorScheme: "dark" },
  phone: { viewport: phone, colorScheme: "light", deviceScaleFactor: 2 },
};

const executable = findChromium();
if (executable === undefined) throw new Error(`No screenshots were taken: ${NO_CHROMIUM}.`);
const chosen = process.argv.slice(2);
const PICTURES = [
  { path: `/chat?open=${SHOWN_ANSWER}`, name: "answer", ready: "Chat" },
  ...VIEW_LIST,
  { path: `/fine-tuning/${SAMPLE_JOB}`, name: "fine-tuning-job", ready: "triage" },
  { path: `/distillation/${SAMPLE_DISTILLATION}`, name: "distillation-result", ready: "Triage on nano" },
];
const views = PICTURES.filter(({ name }) => chosen.length === 0 || chosen.includes(name));

await setup();
mkdirSync(folder, { recursive: true });
const home = mkdtempSync(join(tmpdir(), "fourone-screenshots-"));
mkdirSync(join(testHome, "weights"), { recursive: true });
symlinkSync(join(testHome, "weights"), join(home, "weights"));
const store = await openStore({ kind: "sqlite", path: join(home, "fourone.db") });
await store.usage.record(usageHistory(Date.now()));
await storeSampleAnswers(store, Date.now());
await storeSampleTuning(store, Date.now());
await storeSampleDistillation(store, Date.now());
await store.close();

const server = await startStarterServer([], { FOURONE_HOME: home });
const browser = await launchChromium(executable);
try {
  await seedFiles(clientOf(server.url), { lines: 3, maximumTokens: 6 });
  for (const view of views) {
    for (const [look, options] of Object.entries(LOOKS)) await take(browser, view, look, options);
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function take(
  browser: Browser,
  view: (typeof PICTURES)[number],
  look: string,
  options: BrowserContextOptions,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(new URL(view.path, server.url).href);
  await settled(page, view.ready);
  const path = join(folder, `${view.name}-${look}.webp`);
  writeFileSync(path, await asWebp(page, await page.screenshot()));
  console.log(path);
  await context.close();
}

/** A third of a PNG's size with nothing to be seen of it; the browser has the encoder. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.9 });
    return btoa(
      Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(""),
    );
  }, png.toString("base64"));
  return Buffer.from(encoded, "base64");
}
