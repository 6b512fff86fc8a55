/** For tests: a scheduler on a simulated device whose model is a fixed function. */
import { BlockStore } from "../blocks/block-store.ts";
import { BlockTier } from "../blocks/block-tier.ts";
import type { GenerateRequest } from "../generate-request.ts";
import { SequenceMemory } from "../memory/sequence-memory.ts";
import { RadixPrefixCache } from "../prefix-cache/radix-prefix-cache.ts";
import { BatchSteps } from "./batch-steps.ts";
import { type RequestOutput, Scheduler } from "./scheduler.ts";
import { type NextToken, SimulatedDevice } from "./simulated-device.ts";
import { TokenBudget } from "./token-budget.ts";

export const END = 0;
export const next: NextToken = (tokens, choice) => {
  let hash = 17 + choice;
  for (const token of tokens) hash = (Math.imul(hash, 31) + token) >>> 0;
  return hash % 23 === 0 ? END : 97 + (hash % 26);
};

export interface WorldOptions {
  readonly cells?: number;
  readonly slots?: number;
  readonly sharing?: boolean;
  readonly maximumRunning?: number;
  readonly maximumQueued?: number;
  readonly budget?: number;
  readonly promptLookup?: boolean;
  readonly prefillApart?: boolean;
  readonly context?: number;
  /** Memory for saved blocks; absent: none are saved. A token takes four bytes. */
  readonly blockBytes?: number;
}

export const CONTEXT = 96;

function createBlocks(memoryBudget: number) {
  const store = new BlockStore({
    memoryBudget,
    diskBudget: 0,
    disk: undefined,
    clock: () => 0,
    onWarning: () => {},
  });
  const { index } = store;
  return { store, tier: new BlockTier({ index, fingerprint: "f", defaultRetention: "24h", clock: () => 0 }) };
}

export function build(options: WorldOptions = {}) {
  const blocks = options.blockBytes === undefined ? undefined : createBlocks(options.blockBytes);
  const cells = options.cells ?? 400;
  const memory = new SequenceMemory({
    cells,
    slots: options.slots ?? 12,
    sharing: options.sharing ?? true,
    cache: new RadixPrefixCache(),
  });
  const scheduler = new Scheduler({
    contextLength: options.context ?? CONTEXT,
    batchTokens: 64,
    draftTokens: 48,
    ...(blocks !== undefined && { blocks: blocks.tier }),
    maximumRunning: options.maximumRunning ?? 8,
    maximumQueued: options.maximumQueued ?? 1000,
    memory,
    budget: new TokenBudget({
      maximum: options.budget ?? 64,
      streamingMilliseconds: 200,
      idleMilliseconds: 1000,
    }),
    prefillApart: options.prefillApart ?? false,
    batchSteps: new BatchSteps({ shortMilliseconds: 300, longMilliseconds: 1000 }),
    vocabulary: { pieceBytes: (token) => Uint8Array.of(token), isEndOfGeneration: (token) => token === END },
    promptLookup: options.promptLookup ?? false,
  });
  return { scheduler, memory, device: new SimulatedDevice(next, blocks?.store), blocks: blocks?.store };
}

export function request(id: string, options: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    id,
    prompt: [],
    priority: "interactive",
    choices: 1,
    maximumTokens: 20,
    sampling: { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
    stop: [],
    cacheScope: "scope",
    ...options,
  };
}

export const numbers = (length: number, start = 1) =>
  Array.from({ length }, (_, index) => ((start + index) % 50) + 1);

/** Runs until nothing is left; returns each request's text per choice. */
export function drain({ scheduler, device }: ReturnType<typeof build>, texts = new Map<string, string[]>()) {
  for (let steps = 0; scheduler.hasWork; steps++) {
    if (steps > 5000) throw new Error("no end in sight");
    const plan = scheduler.schedule();
    if (plan === undefined) throw new Error("work is left, but nothing is planned");
    collect(scheduler.apply(plan, device.run(plan)), texts);
    scheduler.checkIntegrity();
  }
  // What is left to do in the cache once the last answer is out.
  for (let plan = scheduler.schedule(); plan !== undefined; plan = scheduler.schedule()) device.run(plan);
  return texts;
}

export function collect(outputs: readonly RequestOutput[], texts: Map<string, string[]>) {
  for (const { id, events } of outputs) {
    for (const event of events) {
      if (event.type !== "text-delta") continue;
      const choices = texts.get(id) ?? [];
      texts.set(id, choices);
      choices[event.choice] = (choices[event.choice] ?? "") + event.text;
    }
  }
}

/** What the model says with nothing shared, batched or cached. */
export function expected(
  prompt: readonly number[],
  choice: number,
  maximumTokens: number,
  context = CONTEXT,
): string {
  const tokens = [...prompt];
  let text = "";
  while (text.length < maximumTokens && tokens.length < context) {
    const token = next(tokens, choice);
    if (token === END) break;
    tokens.push(token);
    text += String.fromCharCode(token);
  }
  return text;
}
