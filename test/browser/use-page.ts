import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type StarterServer, startStarterServer } from "../end-to-end/starter-server.ts";
import { findChromium } from "./find-chromium.ts";
import { launchChromium } from "./launch.ts";
import { makeStarterHome } from "./starter-home.ts";
import { makeTinyHome } from "./tiny-home.ts";

export interface UsePageOptions {
  /** Weights that make sense, or the tiny ones that are quick. */
  readonly weights: "starter" | "tiny";
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the console may say besides, where a failure is what the tests are about. */
  readonly expects?: RegExp;
  /** The origin of what stands before the server, where something does. */
  readonly at?: () => string | undefined;
}

export interface PlaygroundPage {
  readonly server: () => StarterServer;
  readonly origin: () => string;
  /** A page of its own, at this path. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Answers that mean a refusal are what some tests are about; the browser logs each of them. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * A real server and a real browser for all tests of a file. After each test: no error in the page's
 * console, nothing its policy had to stop, and no request that left the server's origin.
 */
export function usePage(options: UsePageOptions): PlaygroundPage {
  let server: StarterServer | undefined;
  let browser: Browser | undefined;
  const problems: string[] = [];
  const home = options.weights === "tiny" ? makeTinyHome() : makeStarterHome();

  beforeAll(async () => {
    server = await startStarterServer(options.args, {
      FOURONE_HOME: home.path,
      ...options.environment,
    });
    browser = await launchChromium(findChromium() ?? "");
  });

  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
    expect(problems.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    const status = await server?.stop();
    home.remove();
    expect(status).toBe(0);
  });

  const running = (): StarterServer => {
    if (server === undefined) throw new Error("the server is started before the tests");
    return server;
  };
  const origin = () => options.at?.() ?? new URL(running().url).origin;
  return {
    server: running,
    origin,
    async open(path, contextOptions = {}) {
      if (browser === undefined) throw new Error("the browser is started before the tests");
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
      const page = await context.newPage();
      page.on("pageerror", (error) => problems.push(`thrown: ${error.message}`));
      page.on("console", (message) => {
        const text = message.text();
        if (message.type() !== "error" || EXPECTED.test(text) || options.expects?.test(text)) return;
        problems.push(text);
      });
      page.on("request", (request) => {
        const url = request.url();
        if (/^https?:/.test(url) && new URL(url).origin !== origin()) problems.push(`asked for ${url}`);
      });
      await page.goto(origin() + path);
      return page;
    },
  };
}
