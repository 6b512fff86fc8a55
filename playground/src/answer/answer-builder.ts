import type { Answer, TokenProbability, ToolCall, Usage } from "./answer.ts";
import type { AnswerEvent } from "./answer-event.ts";
import { keepParts } from "./answer-parts.ts";
import { LiveText } from "./live-text.ts";

interface Draft {
  readonly live: LiveText;
  refusal: string;
  readonly calls: Map<number, ToolCall>;
  readonly probabilities: TokenProbability[];
  finishReason: string | undefined;
}

export interface AnswerContext {
  readonly model: string;
  readonly prediction?: string;
  readonly schema?: string;
}

/** Puts the events of a stream together to one answer a choice. */
export class AnswerBuilder {
  readonly #context: AnswerContext;
  readonly #elapsed: () => number;
  readonly #drafts: Draft[];
  #usage: Usage | undefined;
  #firstToken: number | undefined;

  /** `elapsed` gives milliseconds since the request was sent. */
  constructor(
    context: AnswerContext,
    choices: number,
    elapsed: () => number,
    newText = () => new LiveText(),
  ) {
    this.#context = context;
    this.#elapsed = elapsed;
    this.#drafts = Array.from({ length: choices }, () => ({
      live: newText(),
      refusal: "",
      calls: new Map(),
      probabilities: [],
      finishReason: undefined,
    }));
  }

  /** Whether more than the live text changed, so that whoever shows the answer has to look again. */
  take(event: AnswerEvent): boolean {
    if (event.type === "prefill") return true;
    if (event.type === "usage") {
      this.#usage = event.usage;
      return true;
    }
    const draft = this.#drafts[event.choice];
    if (draft === undefined) return false;
    if (event.type !== "finish") this.#firstToken ??= this.#elapsed();
    switch (event.type) {
      case "text":
        draft.live.append(event.text);
        return false;
      case "refusal":
        draft.refusal += event.text;
        return true;
      case "probabilities":
        draft.probabilities.push(...event.tokens);
        return false;
      case "tool-call":
        draft.calls.set(event.index, { id: event.id, kind: event.kind, name: event.name, input: "" });
        return true;
      case "tool-input": {
        const call = draft.calls.get(event.index);
        if (call) draft.calls.set(event.index, { ...call, input: call.input + event.text });
        return true;
      }
      case "finish":
        draft.finishReason = event.reason;
        return true;
    }
  }

  running(): [Answer, ...Answer[]] {
    return this.#answers((draft) => ({
      ...this.#common(draft),
      text: "",
      live: draft.live,
      state: "running",
    }));
  }

  ended(state: "done" | "stopped" | "failed", error?: unknown): [Answer, ...Answer[]] {
    const timing = { firstToken: this.#firstToken, end: this.#elapsed() };
    return this.#answers((draft) => {
      const text = draft.live.end();
      const answer = { ...this.#common(draft), text, state, timing, ...(error !== undefined && { error }) };
      keepParts(answer, draft.live.parts);
      return answer;
    });
  }

  #answers(make: (draft: Draft) => Answer): [Answer, ...Answer[]] {
    const [first, ...others] = this.#drafts.map(make);
    if (first === undefined) throw new Error("An answer has at least one choice.");
    return [first, ...others];
  }

  #common(draft: Draft) {
    return {
      ...this.#context,
      toolCalls: [...draft.calls.values()],
      ...(draft.refusal !== "" && { refusal: draft.refusal }),
      ...(draft.probabilities.length > 0 && { probabilities: draft.probabilities }),
      ...(draft.finishReason !== undefined && { finishReason: draft.finishReason }),
      ...(this.#usage !== undefined && { usage: this.#usage }),
    };
  }
}
