import type { SampledToken } from "../../engine/index.ts";
import type { TextEvent } from "../../inference/index.ts";
import type { CompletionHead } from "./completion-head.ts";
import { type FinishReason, finishReason } from "./finish-reason.ts";
import { wireLogProbabilities } from "./log-probabilities.ts";
import { UsageCount } from "./usage.ts";

type CallStart = Extract<TextEvent, { type: "tool-call-start" }>;

interface CollectedCall {
  readonly start: CallStart;
  payload: string;
}

interface CollectedChoice {
  text: string;
  readonly sampled: SampledToken[];
  readonly calls: CollectedCall[];
  finishReason: FinishReason;
}

/** Collects the events of one request into the object that answers it when it is not streamed. */
export class CompletionObject {
  readonly #head: CompletionHead;
  readonly #choices: CollectedChoice[];
  readonly #usage = new UsageCount();

  constructor(head: CompletionHead, choices: number) {
    this.#head = head;
    this.#choices = Array.from({ length: choices }, () => ({
      text: "",
      sampled: [],
      calls: [],
      finishReason: "stop",
    }));
  }

  observe(event: TextEvent): void {
    this.#usage.observe(event);
    if (!("choice" in event)) return;
    const choice = this.#choices[event.choice];
    if (choice === undefined)
      throw new Error(`The engine answered choice ${event.choice}, which nobody asked for.`);
    switch (event.type) {
      case "text-delta":
        choice.text += event.text;
        choice.sampled.push(...(event.sampled ?? []));
        break;
      case "tool-call-start":
        choice.calls[event.index] = { start: event, payload: "" };
        break;
      case "tool-call-delta": {
        const call = choice.calls[event.index];
        if (call) call.payload += event.text;
        break;
      }
      case "tool-call-end":
        break;
      case "choice-end":
        choice.finishReason = finishReason(event.reason, this.#head.legacyFunctions);
        break;
    }
  }

  /** The keys are in the order in which the service sends them. */
  toWire() {
    const { id, created, model, fingerprint, logProbabilities, legacyFunctions } = this.#head;
    return {
      id,
      object: "chat.completion",
      created,
      model,
      choices: this.#choices.map((choice, index) => ({
        index,
        message: {
          role: "assistant",
          content: choice.text === "" && choice.calls.length > 0 ? null : choice.text,
          ...calls(choice.calls, legacyFunctions),
          refusal: null,
          annotations: [],
        },
        logprobs: logProbabilities ? wireLogProbabilities(choice.sampled) : null,
        finish_reason: choice.finishReason,
      })),
      usage: this.#usage.total(),
      service_tier: "default",
      system_fingerprint: fingerprint,
    };
  }
}

function calls(collected: readonly CollectedCall[], legacy: boolean) {
  const [first] = collected;
  if (first === undefined) return {};
  if (legacy) return { function_call: { name: first.start.name, arguments: first.payload } };
  return {
    tool_calls: collected.map(({ start: { kind, id, name }, payload }) =>
      kind === "function"
        ? { id, type: "function", function: { name, arguments: payload } }
        : { id, type: "custom", custom: { name, input: payload } },
    ),
  };
}
