import type { Config } from "../../config/index.ts";
import { detectMemory } from "../detect-memory.ts";
import { boundModels, describeBoundModel } from "./bound-models.ts";

export async function printModels(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const models = await boundModels(config, detectMemory(config.memory));
  process.stdout.write(
    json ? `${JSON.stringify(models, undefined, 2)}\n` : models.map(describeBoundModel).join("\n"),
  );
}
