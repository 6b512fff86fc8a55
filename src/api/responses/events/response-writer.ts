import type { TextEvent } from "../../../inference/index.ts";
import { wireLogProbabilities } from "../../chat-completions/log-probabilities.ts";
import type { ApiError } from "../../errors/api-error.ts";
import type { LogProbability, ResponseItem } from "../items/item.ts";
import { ItemIds } from "../items/item-ids.ts";
import type { ResponseBody } from "../response-schema.ts";
import { OpenCall } from "./open-call.ts";
import { OpenMessage } from "./open-message.ts";
import type { ResponseEvent } from "./response-event.ts";
import { ResponseUsageCount } from "./response-usage.ts";

type Events = Generator<ResponseEvent, void>;

/** What the service says of an answer that its own faults have ended. */
const FAILED_CODE = "server_error";

/**
 * Turns what inference yields into the events of one response, and keeps the response as they tell
 * of it. Knows neither HTTP nor time nor the store.
 */
export class ResponseWriter {
  readonly #ids: ItemIds;
  readonly #usage = new ResponseUsageCount();
  readonly #output: ResponseItem[] = [];
  #body: ResponseBody;
  #open: OpenMessage | OpenCall | undefined;
  #cut = false;

  constructor(body: ResponseBody) {
    this.#body = body;
    this.#ids = new ItemIds(body.id);
  }

  /** As the events so far tell of it; what is still being written is not in its output. */
  get response(): ResponseBody {
    return { ...this.#body, output: [...this.#output] };
  }

  *created(): Events {
    yield { type: "response.created", response: this.response };
  }

  *queued(): Events {
    yield { type: "response.queued", response: this.response };
  }

  *started(): Events {
    this.#body = { ...this.#body, status: "in_progress" };
    yield { type: "response.in_progress", response: this.response };
  }

  /** Errors and the end are the caller's business: only it knows whether another round follows. */
  *write(event: Exclude<TextEvent, { type: "error" }>): Events {
    this.#usage.observe(event);
    switch (event.type) {
      case "text-delta":
        yield* this.#text(event);
        break;
      case "tool-call-start":
        yield* this.#callStart(event);
        break;
      case "tool-call-delta":
        if (this.#open instanceof OpenCall) yield* this.#open.delta(event.text);
        break;
      case "tool-call-end":
        yield* this.#close(event.complete);
        break;
      case "choice-end":
        this.#cut = event.reason === "length";
        yield* this.#close(!this.#cut);
        break;
    }
  }

  /** `now` in Unix seconds. */
  *finished(now: number): Events {
    if (this.#output.length === 0) {
      yield* this.#openMessage();
      yield* this.#close(!this.#cut);
    }
    this.#body = {
      ...this.#body,
      service_tier: "default",
      usage: this.#usage.total(),
      ...(this.#cut
        ? { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }
        : { status: "completed", completed_at: now }),
    };
    yield { type: this.#cut ? "response.incomplete" : "response.completed", response: this.response };
  }

  /** Ends the response with an error. What was being written stays as far as it came. */
  *failed(error: ApiError): Events {
    yield* this.#close(false);
    yield { type: "error", error: error.body().error };
    const code = error.code ?? FAILED_CODE;
    this.#body = { ...this.#body, status: "failed", error: { code, message: error.message } };
    yield { type: "response.failed", response: this.response };
  }

  *#text({ text, sampled }: Extract<TextEvent, { type: "text-delta" }>): Events {
    const logprobs = sampled && this.#logProbabilities(sampled);
    if (text === "" && (logprobs === undefined || logprobs.length === 0)) return;
    if (!(this.#open instanceof OpenMessage)) yield* this.#openMessage();
    if (this.#open instanceof OpenMessage) yield* this.#open.delta(text, logprobs ?? []);
  }

  #logProbabilities(sampled: Parameters<typeof wireLogProbabilities>[0]): LogProbability[] {
    return wireLogProbabilities(sampled).content as LogProbability[];
  }

  *#openMessage(): Events {
    yield* this.#close(true);
    const index = this.#output.length;
    this.#open = new OpenMessage(this.#ids.item("msg", index), index);
    yield* this.#open.open();
  }

  *#callStart({ kind, name }: Extract<TextEvent, { type: "tool-call-start" }>): Events {
    yield* this.#close(true);
    const outputIndex = this.#output.length;
    const id = this.#ids.item(kind === "function" ? "fc" : "ctc", outputIndex);
    this.#open = new OpenCall({ id, callId: this.#ids.call(outputIndex), outputIndex, kind, name });
    yield* this.#open.open();
  }

  *#close(complete: boolean): Events {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#output.push(open.item(complete ? "completed" : "incomplete"));
    yield* open.close(complete);
  }
}
