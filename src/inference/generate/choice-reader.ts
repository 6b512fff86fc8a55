import type { ChoiceUsage, FinishReason, GenerateEvent, SampledToken } from "../../engine/index.ts";
import type { OutputParser, ParsedPart } from "../tools/output-parser.ts";
import type { AnswerPlan } from "./answer-plan.ts";
import type { TextEvent, TextFinishReason } from "./text-event.ts";

type TextDelta = GenerateEvent & { readonly type: "text-delta" };

interface PlacedToken {
  /** The character of the answer behind the token. */
  readonly end: number;
  readonly sampled: SampledToken;
}

/** Reads one choice of an answer: text and calls, out of the text that the engine streams. */
export class ChoiceReader {
  readonly #choice: number;
  readonly #named: boolean;
  readonly #parser: OutputParser | undefined;
  readonly #createCallId: () => string;
  #calls = 0;
  #length = 0;
  /** Tokens of which it is not yet known whether they are text. */
  #tokens: PlacedToken[] = [];

  constructor(choice: number, plan: AnswerPlan, createCallId: () => string) {
    this.#choice = choice;
    this.#named = plan.tools.named;
    this.#parser = plan.createParser?.();
    this.#createCallId = createCallId;
  }

  read(delta: TextDelta): TextEvent[] {
    if (this.#parser === undefined) return [delta];
    this.#length += delta.text.length;
    for (const sampled of delta.sampled ?? []) this.#tokens.push({ end: this.#length, sampled });
    return this.#parser.push(delta.text).map((part) => this.#event(part));
  }

  end(reason: FinishReason, usage: ChoiceUsage): TextEvent[] {
    const events = (this.#parser?.end() ?? []).map((part) => this.#event(part));
    return [...events, { type: "choice-end", choice: this.#choice, reason: this.#reason(reason), usage }];
  }

  #reason(reason: FinishReason): TextFinishReason {
    return reason === "stop" && this.#calls > 0 && !this.#named ? "tool-calls" : reason;
  }

  #event(part: ParsedPart): TextEvent {
    const choice = this.#choice;
    switch (part.type) {
      case "text": {
        const sampled = this.#tokensOf(part.end - part.text.length, part.end);
        const delta = { type: "text-delta", choice, text: part.text } as const;
        return sampled.length > 0 ? { ...delta, sampled } : delta;
      }
      case "call-start": {
        const { kind, name } = part.tool;
        const id = this.#createCallId();
        return { type: "tool-call-start", choice, index: this.#calls++, kind, id, name };
      }
      case "call-delta":
        return { type: "tool-call-delta", choice, index: this.#calls - 1, text: part.text };
      case "call-end":
        return { type: "tool-call-end", choice, index: this.#calls - 1, complete: part.complete };
    }
  }

  /** Takes the tokens that end in a stretch of the answer; those before it belong to no text. */
  #tokensOf(start: number, end: number): SampledToken[] {
    const taken = this.#tokens.filter((token) => token.end > start && token.end <= end);
    this.#tokens = this.#tokens.filter((token) => token.end > end);
    return taken.map((token) => token.sampled);
  }
}
