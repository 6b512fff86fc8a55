import type { EngineError } from "../engine-error.ts";
import type { GenerateRequest } from "../generate-request.ts";
import type { ResumedChoice } from "../scheduler/create-request.ts";
import type { RequestOutput } from "../scheduler/scheduler.ts";
import { EventQueue } from "./event-queue.ts";

/** A request in flight, with all that another engine process needs to go on with it. */
export class PendingRequest {
  readonly request: GenerateRequest;
  readonly events = new EventQueue();
  readonly #choices: { tokens: number[]; ended: boolean }[];
  #begun = false;
  /** Engine processes that died on this request since its last token. */
  crashes = 0;

  constructor(request: GenerateRequest) {
    this.request = request;
    this.#choices = Array.from({ length: request.choices }, () => ({ tokens: [], ended: false }));
  }

  /** What to resume from; absent where no engine has taken the request on. */
  get resumed(): readonly ResumedChoice[] | undefined {
    return this.#begun ? this.#choices : undefined;
  }

  receive(output: RequestOutput): void {
    this.#begun = true;
    this.crashes = 0;
    for (const { choice, token } of output.tokens) this.#choices[choice]!.tokens.push(token);
    for (const event of output.events) {
      if (event.type === "choice-end") this.#choices[event.choice]!.ended = true;
      this.events.push(event);
    }
  }

  fail(error: EngineError): void {
    this.events.push({ type: "error", error });
  }
}
