import type { ItemStatus, ToolCallItem } from "../items/item.ts";
import type { OutputPlace } from "./output-items.ts";
import type { ResponseEvent } from "./response-event.ts";

export interface CallHead extends OutputPlace {
  readonly callId: string;
  readonly kind: "function" | "custom";
  readonly name: string;
}

/** A call of a client's own tool that is being made. */
export class OpenCall {
  readonly head: CallHead;
  #payload = "";

  constructor(head: CallHead) {
    this.head = head;
  }

  closedItem(complete: boolean): ToolCallItem {
    return this.#item(complete ? "completed" : "incomplete");
  }

  #item(status: ItemStatus): ToolCallItem {
    const { id, callId, kind, name } = this.head;
    return kind === "function"
      ? { id, type: "function_call", status, arguments: this.#payload, call_id: callId, name }
      : { id, type: "custom_tool_call", status, call_id: callId, input: this.#payload, name };
  }

  *open(): Generator<ResponseEvent, void> {
    const item = this.#item("in_progress");
    yield { type: "response.output_item.added", output_index: this.head.outputIndex, item };
  }

  *delta(text: string): Generator<ResponseEvent, void> {
    if (text === "") return;
    this.#payload += text;
    const type =
      this.head.kind === "function"
        ? "response.function_call_arguments.delta"
        : "response.custom_tool_call_input.delta";
    yield { type, ...this.#place(), delta: text };
  }

  *close(complete: boolean): Generator<ResponseEvent, void> {
    yield this.#done();
    const item = this.closedItem(complete);
    yield { type: "response.output_item.done", output_index: this.head.outputIndex, item };
  }

  #done(): ResponseEvent {
    const { kind, name } = this.head;
    return kind === "function"
      ? {
          type: "response.function_call_arguments.done",
          ...this.#place(),
          name,
          arguments: this.#payload,
        }
      : { type: "response.custom_tool_call_input.done", ...this.#place(), input: this.#payload };
  }

  #place() {
    return { item_id: this.head.id, output_index: this.head.outputIndex };
  }
}
