import type { McpCallItem } from "../items/item.ts";
import type { McpResult } from "../mcp/mcp-session.ts";
import type { ApprovalHead } from "./open-approval.ts";
import type { ResponseEvent } from "./response-event.ts";

export interface RemoteCallHead extends ApprovalHead {
  /** The request that the user has approved, if one was needed. */
  readonly approvalRequestId: string | null;
}

/** A call of a remote server's tool: made by the model, then carried out here. */
export class OpenRemoteCall {
  readonly head: RemoteCallHead;
  #arguments = "";

  constructor(head: RemoteCallHead) {
    this.head = head;
  }

  get arguments(): string {
    return this.#arguments;
  }

  *open(): Generator<ResponseEvent, void> {
    const { outputIndex } = this.head;
    yield { type: "response.output_item.added", output_index: outputIndex, item: this.#item("in_progress") };
    yield { type: "response.mcp_call.in_progress", ...this.#place() };
  }

  *delta(text: string): Generator<ResponseEvent, void> {
    if (text === "") return;
    this.#arguments += text;
    yield { type: "response.mcp_call_arguments.delta", ...this.#place(), delta: text };
  }

  closedItem(complete: boolean): McpCallItem {
    return this.#item(complete ? "in_progress" : "incomplete");
  }

  /** The call is made, or was cut off and is never carried out. */
  *close(complete: boolean): Generator<ResponseEvent, void> {
    yield { type: "response.mcp_call_arguments.done", ...this.#place(), arguments: this.#arguments };
    if (complete) return;
    const { outputIndex } = this.head;
    yield { type: "response.output_item.done", output_index: outputIndex, item: this.#item("incomplete") };
  }

  resultItem(result: McpResult): McpCallItem {
    return result.kind === "output"
      ? { ...this.#item("completed"), output: result.output }
      : { ...this.#item("failed"), error: result.error };
  }

  *finish(result: McpResult): Generator<ResponseEvent, void> {
    const outcome = result.kind === "output" ? "completed" : "failed";
    const item = this.resultItem(result);
    yield { type: `response.mcp_call.${outcome}`, ...this.#place() };
    yield { type: "response.output_item.done", output_index: this.head.outputIndex, item };
  }

  #item(status: NonNullable<McpCallItem["status"]>): McpCallItem {
    const { id, approvalRequestId, name, serverLabel } = this.head;
    return {
      id,
      type: "mcp_call",
      status,
      approval_request_id: approvalRequestId,
      arguments: this.#arguments,
      error: null,
      name,
      output: null,
      server_label: serverLabel,
    };
  }

  #place() {
    return { item_id: this.head.id, output_index: this.head.outputIndex };
  }
}
