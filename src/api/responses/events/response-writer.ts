import type { TextEvent } from "../../../inference/index.ts";
import { wireLogProbabilities } from "../../chat-completions/log-probabilities.ts";
import type { ApiError } from "../../errors/api-error.ts";
import type { LogProbability, McpApprovalRequestItem } from "../items/item.ts";
import type { McpResult } from "../mcp/mcp-session.ts";
import type { RemoteTool } from "../mcp/remote-tool.ts";
import type { ResponseBody } from "../response-schema.ts";
import { OpenApproval } from "./open-approval.ts";
import { OpenCall } from "./open-call.ts";
import { OpenMessage } from "./open-message.ts";
import { OpenRemoteCall } from "./open-remote-call.ts";
import { OutputItems } from "./output-items.ts";
import type { ResponseEvent } from "./response-event.ts";
import { ResponseUsageCount } from "./response-usage.ts";

type Events = Generator<ResponseEvent, void>;

type AnyCall = OpenCall | OpenRemoteCall | OpenApproval;

/** What the service says of an answer that its own faults have ended. */
const FAILED_CODE = "server_error";

/**
 * Turns what inference yields into the events of one response, and keeps the response as they tell
 * of it. Knows neither HTTP nor time nor the store.
 */
export class ResponseWriter {
  readonly items: OutputItems;
  readonly #usage = new ResponseUsageCount();
  #body: ResponseBody;
  #open: OpenMessage | AnyCall | undefined;
  /** Calls of remote tools that are made and wait to be carried out. */
  #made: OpenRemoteCall[] = [];
  #remoteTools: ReadonlyMap<string, RemoteTool> = new Map();
  #cut = false;

  constructor(body: ResponseBody) {
    this.#body = body;
    this.items = new OutputItems(body.id);
  }

  /** As the events so far tell of it; what is still being written is not in its output. */
  get response(): ResponseBody {
    return { ...this.#body, output: [...this.items.all] };
  }

  /** Whether the bound of the answer's tokens, or the context, has cut it. */
  get isCut(): boolean {
    return this.#cut;
  }

  /** Tokens that the rounds so far have put out. */
  get outputTokens(): number {
    return this.#usage.total().output_tokens;
  }

  /** Calls of these functions are calls of remote tools. */
  set remoteTools(tools: readonly RemoteTool[]) {
    this.#remoteTools = new Map(tools.map((tool) => [tool.functionName, tool]));
  }

  *created(): Events {
    yield { type: "response.created", response: this.response };
  }

  *queued(): Events {
    yield { type: "response.queued", response: this.response };
  }

  *started(): Events {
    this.#body = { ...this.#body, status: "in_progress" };
    yield { type: "response.in_progress", response: this.response };
  }

  /** Errors and the end are the caller's business: only it knows whether another round follows. */
  *write(event: Exclude<TextEvent, { type: "error" }>): Events {
    this.#usage.observe(event);
    switch (event.type) {
      case "text-delta":
        yield* this.#text(event);
        break;
      case "tool-call-start":
        yield* this.#close(true);
        yield* this.#openCall(this.#newCall(event.kind, event.name));
        break;
      case "tool-call-delta":
        if (this.#open !== undefined && !(this.#open instanceof OpenMessage))
          yield* this.#open.delta(event.text);
        break;
      case "tool-call-end":
        yield* this.#close(event.complete);
        break;
      case "choice-end":
        this.#cut = event.reason === "length";
        yield* this.#close(!this.#cut);
        break;
    }
  }

  /** A call that the user has approved. */
  *approvedCall({
    id: approvalRequestId,
    server_label: serverLabel,
    name,
    arguments: payload,
  }: McpApprovalRequestItem): Events {
    const call = new OpenRemoteCall({ ...this.items.nextPlace("mcp"), serverLabel, name, approvalRequestId });
    yield* this.#openCall(call);
    yield* call.delta(payload);
    yield* this.#close(true);
  }

  /** The calls of remote tools that were made since they were last asked for. */
  takeRemoteCalls(): OpenRemoteCall[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }

  *remoteCallFinished(call: OpenRemoteCall, result: McpResult): Events {
    this.items.put(call.head, call.resultItem(result));
    yield* call.finish(result);
  }

  /** `now` in Unix seconds. */
  *finished(now: number): Events {
    if (this.items.all.length === 0) {
      yield* this.#openMessage();
      yield* this.#close(!this.#cut);
    }
    this.#body = {
      ...this.#body,
      service_tier: "default",
      usage: this.#usage.total(),
      ...(this.#cut
        ? { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }
        : { status: "completed", completed_at: now }),
    };
    yield { type: this.#cut ? "response.incomplete" : "response.completed", response: this.response };
  }

  /** Ends the response with an error. What was being written stays as far as it came. */
  *failed(error: ApiError): Events {
    yield* this.#close(false);
    yield { type: "error", error: error.body().error };
    const code = error.code ?? FAILED_CODE;
    this.#body = { ...this.#body, status: "failed", error: { code, message: error.message } };
    yield { type: "response.failed", response: this.response };
  }

  *#text({ text, sampled }: Extract<TextEvent, { type: "text-delta" }>): Events {
    const logprobs = sampled ? (wireLogProbabilities(sampled).content as LogProbability[]) : [];
    if (text === "" && logprobs.length === 0) return;
    if (!(this.#open instanceof OpenMessage)) yield* this.#openMessage();
    if (this.#open instanceof OpenMessage) yield* this.#open.delta(text, logprobs);
  }

  *#openMessage(): Events {
    yield* this.#close(true);
    this.#open = new OpenMessage(this.items.nextPlace("msg"));
    yield* this.#open.open();
  }

  *#openCall(call: AnyCall): Events {
    this.#open = call;
    yield* call.open();
  }

  #newCall(kind: "function" | "custom", name: string): AnyCall {
    const remote = kind === "function" ? this.#remoteTools.get(name) : undefined;
    if (remote === undefined) {
      const place = this.items.nextPlace(kind === "function" ? "fc" : "ctc");
      return new OpenCall({ ...place, callId: this.items.callIdAt(place), kind, name });
    }
    const { serverLabel, needsApproval } = remote;
    const head = { ...this.items.nextPlace(needsApproval ? "mcpr" : "mcp"), serverLabel, name: remote.name };
    return needsApproval ? new OpenApproval(head) : new OpenRemoteCall({ ...head, approvalRequestId: null });
  }

  *#close(complete: boolean): Events {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const item = open.closedItem(complete);
    if (item !== undefined) this.items.put(open.head, item);
    if (open instanceof OpenRemoteCall && complete) this.#made.push(open);
    yield* open.close(complete);
  }
}
