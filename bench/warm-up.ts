import { ask } from "./ask.ts";
import type { BenchServer } from "./servers/bench-server.ts";

/** The first request touches weights and code for the first time; nobody's figures shall hold that. */
export async function warmUp(server: BenchServer): Promise<void> {
  await ask(server, { prompt: "Count from one to ten.", maximumTokens: 8 });
}
