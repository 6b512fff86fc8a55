import type { McpApprovalRequestItem } from "../items/item.ts";
import type { OutputPlace } from "./output-items.ts";
import type { ResponseEvent } from "./response-event.ts";

export interface ApprovalHead extends OutputPlace {
  readonly serverLabel: string;
  /** What the tool's server calls it. */
  readonly name: string;
}

/** A call of a remote tool that the user has to approve first: shown when it is whole. */
export class OpenApproval {
  readonly head: ApprovalHead;
  #arguments = "";

  constructor(head: ApprovalHead) {
    this.head = head;
  }

  open(): ResponseEvent[] {
    return [];
  }

  delta(text: string): ResponseEvent[] {
    this.#arguments += text;
    return [];
  }

  /** What was cut off is nothing to approve. */
  closedItem(complete: boolean): McpApprovalRequestItem | undefined {
    return complete ? this.#item() : undefined;
  }

  *close(complete: boolean): Generator<ResponseEvent, void> {
    if (!complete) return;
    const { outputIndex } = this.head;
    yield { type: "response.output_item.added", output_index: outputIndex, item: this.#item() };
    yield { type: "response.output_item.done", output_index: outputIndex, item: this.#item() };
  }

  #item(): McpApprovalRequestItem {
    const { id, name, serverLabel } = this.head;
    return { id, type: "mcp_approval_request", arguments: this.#arguments, name, server_label: serverLabel };
  }
}
