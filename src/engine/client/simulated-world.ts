import { vi } from "vitest";
import type { EngineOptions } from "../engine-options.ts";
import type { GenerateEvent } from "../generate-event.ts";
import type { GenerateRequest } from "../generate-request.ts";
import { EngineClient } from "./engine-client.ts";
import { SimulatedChild } from "./simulated-child.ts";

export const engine: EngineOptions = {
  weightsFile: "weights.gguf",
  contextLength: 1024,
  cells: 1024,
  keyValueType: "f16",
  threads: 1,
};

/** A client whose engine processes are simulated. Wants fake timers. */
export function start() {
  const children: SimulatedChild[] = [];
  const crashes: string[] = [];
  const client = new EngineClient({
    engine,
    onCrash: (reason) => void crashes.push(reason),
    startChild: (events) => {
      children.push(new SimulatedChild(events));
      return children.at(-1)!;
    },
  });
  return {
    client,
    crashes,
    children,
    /** The engine process of this moment. */
    get child() {
      return children.at(-1)!;
    },
    /** Ends the engine process and waits until the next one is ready. */
    async crash() {
      children.at(-1)!.exit();
      await vi.advanceTimersByTimeAsync(0);
      children.at(-1)!.ready();
    },
  };
}

export function request(id: string, options: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    id,
    prompt: [{ trusted: false, text: "hello" }],
    priority: "interactive",
    choices: 1,
    sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: [],
    cacheScope: "scope",
    ...options,
  };
}

/** Reads a stream as fast as it comes; `events` grows meanwhile. */
export function read(stream: AsyncIterable<GenerateEvent>) {
  const events: GenerateEvent[] = [];
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })();
  return { events, ended };
}

export function textOf(events: readonly GenerateEvent[], choice = 0): string {
  return events
    .map((event) => (event.type === "text-delta" && event.choice === choice ? event.text : ""))
    .join("");
}
