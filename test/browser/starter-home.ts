import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testHome } from "../end-to-end/starter-server.ts";
import { BILLING } from "./billing.ts";

/** A home folder of its own on the starter weights, which are fetched once for all tests. */
export function makeStarterHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "fourone-browser-"));
  const weights = join(testHome, "weights");
  mkdirSync(weights, { recursive: true });
  symlinkSync(weights, join(path, "weights"), "dir");
  writeFileSync(join(path, "fourone.config.json"), JSON.stringify({ billing: BILLING }));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
