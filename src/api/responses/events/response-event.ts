import type { LogProbability, OutputPart, ResponseItem } from "../items/item.ts";
import type { ResponseBody } from "../response-schema.ts";

interface Place {
  readonly item_id: string;
  readonly output_index: number;
}

interface PartPlace extends Place {
  readonly content_index: number;
}

/** Tells of the response as a whole. The last of a stream is one of the last three. */
export interface LifecycleEvent {
  readonly type:
    | "response.created"
    | "response.queued"
    | "response.in_progress"
    | "response.completed"
    | "response.incomplete"
    | "response.failed";
  readonly response: ResponseBody;
}

interface ItemEvent {
  readonly type: "response.output_item.added" | "response.output_item.done";
  readonly output_index: number;
  readonly item: ResponseItem;
}

interface PartEvent extends PartPlace {
  readonly type: "response.content_part.added" | "response.content_part.done";
  readonly part: OutputPart;
}

interface TextDeltaEvent extends PartPlace {
  readonly type: "response.output_text.delta";
  readonly delta: string;
  readonly logprobs: readonly LogProbability[];
}

interface TextDoneEvent extends PartPlace {
  readonly type: "response.output_text.done";
  readonly text: string;
  readonly logprobs: readonly LogProbability[];
}

/** What the model hands to a tool, piece by piece. */
interface PayloadDeltaEvent extends Place {
  readonly type:
    | "response.function_call_arguments.delta"
    | "response.custom_tool_call_input.delta"
    | "response.mcp_call_arguments.delta";
  readonly delta: string;
}

interface ArgumentsDoneEvent extends Place {
  readonly type: "response.function_call_arguments.done";
  readonly name: string;
  readonly arguments: string;
}

interface InputDoneEvent extends Place {
  readonly type: "response.custom_tool_call_input.done";
  readonly input: string;
}

interface McpArgumentsDoneEvent extends Place {
  readonly type: "response.mcp_call_arguments.done";
  readonly arguments: string;
}

interface McpProgressEvent extends Place {
  readonly type:
    | "response.mcp_list_tools.in_progress"
    | "response.mcp_list_tools.completed"
    | "response.mcp_list_tools.failed"
    | "response.mcp_call.in_progress"
    | "response.mcp_call.completed"
    | "response.mcp_call.failed";
}

/** Comes right before `response.failed`. The service nests the error, whatever its description says. */
interface ErrorEvent {
  readonly type: "error";
  readonly error: {
    readonly type: string;
    readonly code: string | null;
    readonly message: string;
    readonly param: string | null;
  };
}

/** One event of a response's stream, without its sequence number. */
export type ResponseEvent =
  | LifecycleEvent
  | ItemEvent
  | PartEvent
  | TextDeltaEvent
  | TextDoneEvent
  | PayloadDeltaEvent
  | ArgumentsDoneEvent
  | InputDoneEvent
  | McpArgumentsDoneEvent
  | McpProgressEvent
  | ErrorEvent;

/** Said between events, so that a silent connection does not look like a dead one. */
export interface StreamComment {
  readonly type: "comment";
  readonly text: string;
}

export type NumberedEvent = ResponseEvent & { readonly sequence_number: number };

/** The number comes right after the type, as the service sends it. */
export function numberEvent(event: ResponseEvent, sequenceNumber: number): NumberedEvent {
  const { type, ...rest } = event;
  return { type, sequence_number: sequenceNumber, ...rest } as NumberedEvent;
}

export function isTerminal(event: ResponseEvent | StreamComment): event is LifecycleEvent {
  return (
    event.type === "response.completed" ||
    event.type === "response.incomplete" ||
    event.type === "response.failed"
  );
}
