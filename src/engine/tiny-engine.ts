import { EngineClient } from "./client/engine-client.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { GenerateEvent } from "./generate-event.ts";
import type { GenerateRequest } from "./generate-request.ts";

const started: EngineClient[] = [];

/** For tests: an engine on weights of a test's own, computing as exactly as it can. */
export function startEngine(weightsFile: string, options: Partial<EngineOptions> = {}): EngineClient {
  const client = new EngineClient({
    engine: {
      weightsFile,
      contextLength: 512,
      cells: 2048,
      keyValueType: "f32",
      threads: 1,
      flashAttention: "off",
      checkEveryStep: true,
      ...options,
    },
  });
  started.push(client);
  return client;
}

/** After each test. */
export async function stopEngines(): Promise<void> {
  await Promise.all(started.splice(0).map((client) => client.stop(0)));
}

let count = 0;

/** A greedy request of up to 24 tokens. */
export function request(text: string, options: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    id: `request-${count++}`,
    prompt: [{ trusted: false, text }],
    priority: "interactive",
    choices: 1,
    maximumTokens: 24,
    sampling: { temperature: 0, topP: 1, seed: 7, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: [],
    cacheScope: "test",
    ...options,
  };
}

export async function collect(stream: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

export function textOf(events: readonly GenerateEvent[], choice = 0): string {
  return events
    .map((event) => (event.type === "text-delta" && event.choice === choice ? event.text : ""))
    .join("");
}

export const never = new AbortController().signal;
