import { startTestServer, type TestServer } from "../src/api/testing/test-server.ts";
import { startEngine } from "../src/engine/tiny-engine.ts";
import { ServedModels, TIERS, tierModel } from "../src/inference/index.ts";
import { tinyModelFile } from "./tiny-model/tiny-model-file.ts";

const CONTEXT_LENGTH = 16_384;

/** The whole server over a model of random weights, which says anything that it may. */
export async function startTinyServer(): Promise<TestServer> {
  const engine = startEngine(tinyModelFile({ contextLength: CONTEXT_LENGTH }), {
    contextLength: CONTEXT_LENGTH,
    cells: 4 * CONTEXT_LENGTH,
    checkEveryStep: false,
  });
  const models = new ServedModels(
    TIERS.map((tier) => tierModel(tier, { engine, contextLength: CONTEXT_LENGTH })),
  );
  return startTestServer({ models });
}
