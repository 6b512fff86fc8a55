import type { TokenListener } from "../engine.ts";
import type { EngineError } from "../engine-error.ts";
import type { SampledToken } from "../generate-event.ts";
import type { GenerateRequest } from "../generate-request.ts";
import type { ResumedChoice } from "../scheduler/create-request.ts";
import type { RequestOutput } from "../scheduler/scheduler.ts";
import { EventQueue } from "./event-queue.ts";

interface PendingChoice extends ResumedChoice {
  readonly tokens: number[];
  readonly unreported: SampledToken[];
  ended: boolean;
}

/** A request in flight, with all that another engine process needs to go on with it. */
export class PendingRequest {
  readonly request: GenerateRequest;
  readonly events = new EventQueue();
  readonly #choices: PendingChoice[];
  readonly #onTokens: TokenListener | undefined;
  #begun = false;
  #over = false;
  /** Engine processes that died on this request since its last token. */
  crashes = 0;

  constructor(request: GenerateRequest, onTokens?: TokenListener) {
    this.request = request;
    this.#onTokens = onTokens;
    this.#choices = Array.from({ length: request.choices }, () => ({
      tokens: [],
      unreported: [],
      ended: false,
    }));
  }

  /** The reader's last event is there: no engine has anything left to do. */
  get isOver(): boolean {
    return this.#over;
  }

  /** What to resume from; absent where no engine has taken the request on. */
  get resumed(): readonly ResumedChoice[] | undefined {
    return this.#begun ? this.#choices : undefined;
  }

  receive(output: RequestOutput): void {
    this.#begun = true;
    // Progress of the prompt is none: it is lost when the engine dies.
    if (output.tokens.length > 0) this.crashes = 0;
    for (const { choice, token, sampled } of output.tokens) {
      this.#choices[choice]!.tokens.push(token);
      this.#onTokens?.(choice, 1);
      if (sampled !== undefined) this.#choices[choice]!.unreported.push(sampled);
    }
    for (const event of output.events) {
      if (event.type === "choice-end") this.#choices[event.choice]!.ended = true;
      if (event.type === "text-delta") {
        this.#choices[event.choice]!.unreported.splice(0, event.sampled?.length ?? 0);
      }
      if (event.type === "end" || event.type === "error") this.#over = true;
      this.events.push(event);
    }
  }

  fail(error: EngineError): void {
    this.#over = true;
    this.events.push({ type: "error", error });
  }
}
