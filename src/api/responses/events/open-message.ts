import type { ItemStatus, LogProbability, OutputMessageItem, OutputPart } from "../items/item.ts";
import type { OutputPlace } from "./output-items.ts";
import type { ResponseEvent } from "./response-event.ts";

/** A message that is being said: one part of text. */
export class OpenMessage {
  readonly head: OutputPlace;
  #text = "";
  readonly #logProbabilities: LogProbability[] = [];

  constructor(head: OutputPlace) {
    this.head = head;
  }

  closedItem(complete: boolean): OutputMessageItem {
    return this.#item(complete ? "completed" : "incomplete", [this.#part()]);
  }

  *open(): Generator<ResponseEvent, void> {
    const item = this.#item("in_progress", []);
    yield { type: "response.output_item.added", output_index: this.head.outputIndex, item };
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
    const item = this.closedItem(complete);
    yield { type: "response.output_item.done", output_index: this.head.outputIndex, item };
  }

  #item(status: ItemStatus, content: OutputPart[]): OutputMessageItem {
    return { id: this.head.id, type: "message", status, content, role: "assistant" };
  }

  #place() {
    const { id, outputIndex } = this.head;
    return { item_id: id, output_index: outputIndex, content_index: 0 };
  }

  #part(): OutputPart {
    return { type: "output_text", annotations: [], logprobs: [...this.#logProbabilities], text: this.#text };
  }
}
