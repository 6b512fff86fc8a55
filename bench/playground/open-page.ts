import type { Page } from "playwright-core";
import { findChromium, NO_CHROMIUM } from "../../test/browser/find-chromium.ts";
import setup from "../../test/browser/global-setup.ts";
import { launchChromium } from "../../test/browser/launch.ts";
import { startScriptedServer } from "../../test/browser/scripted-answers.ts";
import { makeTinyHome } from "../../test/browser/tiny-home.ts";
import { startStarterServer } from "../../test/end-to-end/starter-server.ts";
import type { Random } from "../prompts/seeded-random.ts";
import { endFrames, type Frames, recordFrames, startFrames } from "./frames.ts";
import { storeLongConversation } from "./long-conversation.ts";
import { longText, type TextKind } from "./long-texts.ts";

/** Something to watch. What it does before `start` is not watched. */
export type Scene = (stage: SceneStage) => Promise<void>;

export interface SceneStage {
  readonly page: Page;
  readonly origin: string;
  readonly random: Random;
  readonly start: () => Promise<void>;
}

export interface Stage {
  readonly browser: string;
  watch(scene: Scene): Promise<Frames>;
  close(): Promise<void>;
}

/** Fifty thousand tokens of an answer in twelve seconds: a hundred times what people can read. */
const CHARACTERS = 1_000_000;
const PIECE = 20;
const PIECES_PER_SECOND = 4_200;

/** A server, and a browser that shows what it serves. A question names the kind of text that answers it. */
export async function openPage(random: Random): Promise<Stage> {
  const executable = findChromium();
  if (executable === undefined) throw new Error(NO_CHROMIUM);
  await setup();
  const home = makeTinyHome();
  await storeLongConversation(home.path, random);
  const server = await startStarterServer([], { FOURONE_HOME: home.path });
  const scripted = await startScriptedServer(new URL(server.url).origin, (question) => ({
    text: longText(question as TextKind, random, CHARACTERS),
    piece: PIECE,
    piecesPerSecond: PIECES_PER_SECOND,
  }));
  const browser = await launchChromium(executable);
  return {
    browser: `Chromium ${browser.version()}, headless, without a graphics card`,
    async watch(scene) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      try {
        const page = await context.newPage();
        await page.addInitScript(recordFrames);
        await scene({ page, origin: scripted.origin, random, start: () => startFrames(page) });
        return await endFrames(page);
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      await scripted.close();
      await server.stop();
      home.remove();
    },
  };
}
