import type {
  AdapterFile,
  Engine,
  EngineError,
  EngineMetrics,
  EngineState,
  GenerateEvent,
  GenerateRequest,
  ModelDescription,
  PromptSegment,
  SampledToken,
  TokenListener,
} from "../../engine/index.ts";

/** What an engine does with a request; the signal is the request's own. */
export type Script = (request: GenerateRequest, signal: AbortSignal) => AsyncIterable<GenerateEvent>;

/** An engine that does as it is told, for tests of what stands above it. */
export class ScriptedEngine implements Engine {
  state: EngineState = "ready";
  script: Script;
  readonly requests: GenerateRequest[] = [];
  /** Signals of requests whose work was left or cancelled before its end. */
  cancelled = 0;
  /** Files by the names that requests may use. */
  readonly adapters = new Map<string, string>();

  constructor(script: Script = say(["Hello", " there"])) {
    this.script = script;
  }

  async ready(): Promise<ModelDescription> {
    return {
      architecture: "scripted",
      vocabularySize: 100,
      contextLength: 2048,
      chatTemplate: undefined,
      beginOfSequence: "",
      endOfSequence: "",
      controlTokens: [],
      parameterCount: 1,
    };
  }

  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onTokens?: TokenListener,
  ): AsyncGenerator<GenerateEvent, void> {
    this.requests.push(request);
    let finished = false;
    try {
      for await (const event of this.script(request, signal)) {
        if (event.type === "text-delta") onTokens?.(event.choice, 1);
        finished = event.type === "end" || event.type === "error";
        yield event;
      }
    } finally {
      if (!finished || signal.aborted) this.cancelled++;
    }
  }

  countTokens = async (_prompt: readonly PromptSegment[]): Promise<number> => 1;

  registerAdapter({ id, file }: AdapterFile): void {
    this.adapters.set(id, file);
  }

  forgetAdapter(id: string): void {
    this.adapters.delete(id);
  }

  metrics(): EngineMetrics {
    return {
      queuedRequests: 1,
      runningRequests: 2,
      runningSequences: 3,
      prefillTokens: 400,
      decodeTokens: 50,
      promptTokens: 240,
      cachedTokens: 60,
      acceptedDraftTokens: 7,
      rejectedDraftTokens: 8,
      steps: 9,
      prefillSeconds: 4,
      decodeSeconds: 5,
      cells: { total: 2048, active: 10, cached: 11 },
      blocks: { memoryBytes: 1000, memoryBudget: 2000, diskBytes: 3000, diskBudget: 4000 },
      restarts: 12,
    };
  }

  async stop(): Promise<void> {
    this.state = "stopped";
  }
}

const USAGE = { acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 };

/** Says the pieces, one token each, in every choice, interleaved. */
export function say(pieces: readonly string[], reason: "stop" | "length" = "stop"): Script {
  return async function* (request) {
    yield { type: "started", promptTokens: 5, cachedTokens: 2 };
    const choices = Array.from({ length: request.choices }, (_, choice) => choice);
    for (const text of pieces) {
      for (const choice of choices) {
        const sampled = request.topLogProbabilities !== undefined && {
          sampled: [sampledToken(text, request.topLogProbabilities)],
        };
        yield { type: "text-delta", choice, text, ...sampled };
      }
    }
    for (const choice of choices) {
      yield { type: "choice-end", choice, reason, usage: { completionTokens: pieces.length, ...USAGE } };
    }
    yield { type: "end" };
  };
}

/** Fails after the pieces, or at once where there are none. */
export function fail(error: EngineError, pieces: readonly string[] = []): Script {
  return async function* () {
    if (pieces.length > 0) yield { type: "started", promptTokens: 5, cachedTokens: 0 };
    for (const text of pieces) yield { type: "text-delta", choice: 0, text };
    yield { type: "error", error };
  };
}

/** Says a piece and then nothing more until it is cancelled, as a real engine may in a long step. */
export function hang(piece = "Hm"): Script {
  return async function* (_request, signal) {
    yield { type: "started", promptTokens: 5, cachedTokens: 0 };
    yield { type: "text-delta", choice: 0, text: piece };
    if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    }
    yield { type: "error", error: { code: "cancelled" } };
  };
}

function sampledToken(token: string, alternatives: number): SampledToken {
  const said = { token, bytes: [...Buffer.from(token)], logProbability: -0.25 };
  return { ...said, alternatives: Array.from({ length: alternatives }, () => said) };
}
