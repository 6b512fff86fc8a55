import type { TextEvent } from "../../inference/index.ts";
import type { ApiError } from "../errors/api-error.ts";
import { dataFrame } from "../streaming/event-stream.ts";
import type { Obfuscation } from "../streaming/obfuscation.ts";
import type { CompletionHead } from "./completion-head.ts";
import { finishReason } from "./finish-reason.ts";
import { wireLogProbabilities } from "./log-probabilities.ts";
import { type Usage, UsageCount } from "./usage.ts";

type CallStart = Extract<TextEvent, { type: "tool-call-start" }>;

export interface ChunkOptions {
  readonly head: CompletionHead;
  readonly includeUsage: boolean;
  /** Absent where the client does without. */
  readonly obfuscation?: Obfuscation;
}

const DONE = dataFrame("[DONE]");

/** The service's words for a fault of its own are others once an answer has begun. */
const BROKEN_OFF =
  "The server had an error processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if you keep seeing this error.";

/** The role chunk's log probabilities: none yet. */
const NO_LOG_PROBABILITIES = '{"content":[],"refusal":null}';

/**
 * Writes the events of one request as server-sent chunks. Text is put together instead of
 * serialized from objects, since all but a few bytes are the same in each chunk: 1 µs a token.
 */
export class ChunkWriter {
  readonly #options: ChunkOptions;
  readonly #opening: string;
  readonly #usage = new UsageCount();
  /** Choices whose role has been told, and the kind of their current call. */
  readonly #opened = new Map<number, CallStart["kind"] | undefined>();

  constructor(options: ChunkOptions) {
    this.#options = options;
    const { id, created, model, fingerprint } = options.head;
    const head = JSON.stringify({
      id,
      object: "chat.completion.chunk",
      created,
      model,
      service_tier: "default",
      system_fingerprint: fingerprint,
    });
    this.#opening = `${head.slice(0, -1)},"choices":[`;
  }

  /** The chunks that tell of an event: none, one, or several. Errors are not its business. */
  write(event: Exclude<TextEvent, { type: "error" }>): string {
    this.#usage.observe(event);
    switch (event.type) {
      case "prefill-progress":
        // A comment: clients that do not care never see it, and no proxy thinks the stream dead.
        return `: prefill ${event.computedTokens} of ${event.promptTokens} tokens\n\n`;
      case "start":
      case "tool-call-end":
        return "";
      case "text-delta":
        return this.#text(event);
      case "tool-call-start":
        return this.#callStart(event);
      case "tool-call-delta":
        return this.#callDelta(event);
      case "choice-end":
        return this.#finish(event);
      case "end":
        return (this.#options.includeUsage ? this.#chunk("", this.#usage.total()) : "") + DONE;
    }
  }

  /** Ends the stream with an error. No `[DONE]` follows: the answer is not done. */
  writeError(error: ApiError): string {
    const body = error.body();
    if (error.status === 500)
      return dataFrame(JSON.stringify({ error: { ...body.error, message: BROKEN_OFF } }));
    return dataFrame(JSON.stringify(body));
  }

  #text({ choice, text, sampled }: Extract<TextEvent, { type: "text-delta" }>): string {
    if (text === "" && (sampled === undefined || sampled.length === 0)) return "";
    const logprobs = sampled && this.#options.head.logProbabilities ? wireLogProbabilities(sampled) : null;
    return (
      this.#role(choice) +
      this.#choiceChunk(
        choice,
        `{"content":${JSON.stringify(text)}}`,
        logprobs ? JSON.stringify(logprobs) : "null",
      )
    );
  }

  #role(choice: number): string {
    if (this.#opened.has(choice)) return "";
    this.#opened.set(choice, undefined);
    const logprobs = this.#options.head.logProbabilities ? NO_LOG_PROBABILITIES : "null";
    return this.#choiceChunk(choice, '{"role":"assistant","content":"","refusal":null}', logprobs);
  }

  /** A choice that begins with a call tells role and call in one chunk. */
  #callStart(start: CallStart): string {
    const { choice } = start;
    const first = !this.#opened.has(choice);
    this.#opened.set(choice, start.kind);
    const call = this.#openCall(start);
    return this.#choiceChunk(
      choice,
      first ? `{"role":"assistant","content":null,${call},"refusal":null}` : `{${call}}`,
      "null",
    );
  }

  #openCall({ index, id, name, kind }: CallStart): string {
    if (this.#options.head.legacyFunctions) {
      return `"function_call":${JSON.stringify({ name, arguments: "" })}`;
    }
    const call =
      kind === "function"
        ? { index, id, type: "function", function: { name, arguments: "" } }
        : { index, id, type: "custom", custom: { name, input: "" } };
    return `"tool_calls":[${JSON.stringify(call)}]`;
  }

  #callDelta({ choice, index, text }: Extract<TextEvent, { type: "tool-call-delta" }>): string {
    const piece = JSON.stringify(text);
    if (this.#options.head.legacyFunctions) {
      return this.#choiceChunk(choice, `{"function_call":{"arguments":${piece}}}`, "null");
    }
    const payload =
      this.#opened.get(choice) === "custom"
        ? `"custom":{"input":${piece}}`
        : `"function":{"arguments":${piece}}`;
    return this.#choiceChunk(choice, `{"tool_calls":[{"index":${index},${payload}}]}`, "null");
  }

  #finish({ choice, reason }: Extract<TextEvent, { type: "choice-end" }>): string {
    const finish = finishReason(reason, this.#options.head.legacyFunctions);
    return this.#role(choice) + this.#choiceChunk(choice, "{}", "null", `"${finish}"`);
  }

  #choiceChunk(choice: number, delta: string, logprobs: string, finish = "null"): string {
    return this.#chunk(
      `{"index":${choice},"delta":${delta},"logprobs":${logprobs},"finish_reason":${finish}}`,
    );
  }

  /** `usage` is null in all chunks but the last, and in none where it was not asked for. */
  #chunk(choice: string, usage?: Usage): string {
    let chunk = `${this.#opening}${choice}]`;
    if (this.#options.includeUsage) chunk += `,"usage":${usage ? JSON.stringify(usage) : "null"}`;
    const { obfuscation } = this.#options;
    if (obfuscation) {
      // The chunk as it would be without the field, its closing brace included, is what gets rounded up.
      const padding = obfuscation.padding(Buffer.byteLength(chunk) + 1);
      chunk += `,"obfuscation":"${padding}"`;
    }
    return dataFrame(`${chunk}}`);
  }
}
