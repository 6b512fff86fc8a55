import { join } from "node:path";
import { build } from "vite";
import { findChromium, NO_CHROMIUM } from "./find-chromium.ts";

/** Builds the page once for all browser tests, so that they try what the sources say. */
export default async function setup(): Promise<void> {
  if (findChromium() === undefined) {
    console.warn(`The browser tests are skipped: ${NO_CHROMIUM}.`);
    return;
  }
  const configFile = join(import.meta.dirname, "../../playground/vite.config.ts");
  await build({ configFile, logLevel: "warn" });
}
