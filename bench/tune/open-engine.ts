import { EngineClient } from "../../src/engine/index.ts";
import type { TunePlace } from "./tune-part.ts";

/**
 * An engine with room for eight streams and little more, for as long as the function takes: what earlier
 * answers leave in the cache would slow later ones, whose attention passes over it.
 */
export async function withEngine<Result>(
  { weights, threads }: TunePlace,
  use: (engine: EngineClient) => Promise<Result>,
): Promise<Result> {
  const engine = new EngineClient({
    engine: { weightsFile: weights, contextLength: 512, cells: 1024, keyValueType: "f16", threads },
  });
  try {
    await engine.ready();
    return await use(engine);
  } finally {
    await engine.stop(0);
  }
}
