import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chatMarkupTemplate, writeTinyModel } from "../tiny-model/index.ts";
import { BILLING } from "./billing.ts";

const TIERS = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"];

/** A home folder whose models answer at once, and nonsense. */
export function makeTinyHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "fourone-browser-"));
  const weights = join(path, "tiny.gguf");
  writeTinyModel(weights, { embedding: 128, contextLength: 8_192, chatTemplate: chatMarkupTemplate });
  const models = Object.fromEntries(TIERS.map((tier) => [tier, { weights }]));
  const config = { models, threads: 1, cache: { memory: "16MiB", disk: "16MiB" }, billing: BILLING };
  writeFileSync(join(path, "fourone.config.json"), JSON.stringify(config));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
