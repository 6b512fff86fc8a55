import { EngineClient } from "../../src/engine/index.ts";
import type { TunePlace } from "./tune-part.ts";

/** An engine with room for eight streams, for as long as the function takes. */
export async function withEngine<Result>(
  { weights, threads }: TunePlace,
  use: (engine: EngineClient) => Promise<Result>,
): Promise<Result> {
  const engine = new EngineClient({
    engine: { weightsFile: weights, contextLength: 512, cells: 4096, keyValueType: "f16", threads },
  });
  try {
    await engine.ready();
    return await use(engine);
  } finally {
    await engine.stop(0);
  }
}
