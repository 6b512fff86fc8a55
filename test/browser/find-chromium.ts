import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Names the browser where it is not found by itself. */
export const CHROMIUM_VARIABLE = "FOURONE_CHROMIUM";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  join(homedir(), "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
  "/snap/bin/chromium",
];

/** The machine's Chromium, or undefined. Throws where the variable names a file that is not there. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment[CHROMIUM_VARIABLE];
  if (named) {
    if (!existsSync(named)) throw new Error(`${CHROMIUM_VARIABLE} names ${named}, which is not there.`);
    return named;
  }
  const folders = (environment.PATH ?? "").split(delimiter);
  const candidates = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...APPLICATIONS].find((path) => existsSync(path));
}

export const NO_CHROMIUM = `no Chromium is on this machine: install one, or name it in ${CHROMIUM_VARIABLE}`;
