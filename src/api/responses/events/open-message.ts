import type { ItemStatus, LogProbability, OutputMessageItem, OutputPart } from "../items/item.ts";
import type { ResponseEvent } from "./response-event.ts";

/** A message that is being said: one part of text. */
export class OpenMessage {
  readonly #id: string;
  readonly #outputIndex: number;
  #text = "";
  readonly #logProbabilities: LogProbability[] = [];

  constructor(id: string, outputIndex: number) {
    this.#id = id;
    this.#outputIndex = outputIndex;
  }

  item(status: ItemStatus): OutputMessageItem {
    const content = status === "in_progress" ? [] : [this.#part()];
    return { id: this.#id, type: "message", status, content, role: "assistant" };
  }

  *open(): Generator<ResponseEvent, void> {
    const item = this.item("in_progress");
    yield { type: "response.output_item.added", output_index: this.#outputIndex, item };
    yield { type: "response.content_part.added", ...this.#place(), part: this.#part() };
  }

  *delta(text: string, logprobs: readonly LogProbability[]): Generator<ResponseEvent, void> {
    this.#text += text;
    this.#logProbabilities.push(...logprobs);
    yield { type: "response.output_text.delta", ...this.#place(), delta: text, logprobs };
  }

  *close(complete: boolean): Generator<ResponseEvent, void> {
    const logprobs = this.#logProbabilities;
    yield { type: "response.output_text.done", ...this.#place(), text: this.#text, logprobs };
    yield { type: "response.content_part.done", ...this.#place(), part: this.#part() };
    const item = this.item(complete ? "completed" : "incomplete");
    yield { type: "response.output_item.done", output_index: this.#outputIndex, item };
  }

  #place() {
    return { item_id: this.#id, output_index: this.#outputIndex, content_index: 0 };
  }

  #part(): OutputPart {
    return { type: "output_text", annotations: [], logprobs: [...this.#logProbabilities], text: this.#text };
  }
}
