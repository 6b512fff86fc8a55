import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { MemoryPlan } from "../plan/memory-plan.ts";
import { writeDurably } from "./durable-file.ts";

/** The plan that a job in this folder began with, or the one that is made now, kept from here on. */
export async function keptPlan(folder: string, make: () => MemoryPlan): Promise<MemoryPlan> {
  const file = path.join(folder, "plan.json");
  const kept = await readFile(file, "utf8").catch(() => undefined);
  // Written whole or not at all, and by nobody else.
  if (kept !== undefined) return JSON.parse(kept) as MemoryPlan;
  const plan = make();
  await mkdir(folder, { recursive: true });
  await writeDurably(file, (temporary) => writeFile(temporary, JSON.stringify(plan)));
  return plan;
}
