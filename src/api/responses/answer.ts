import {
  type Conversation,
  countPromptTokens,
  type GenerateOptions,
  type TextEvent,
} from "../../inference/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { cacheOwnerOf } from "../cache-owner.ts";
import type { RequestUsage } from "../metering/request-usage.ts";
import type { ResponseEvent, StreamComment } from "./events/response-event.ts";
import type { ResponseWriter } from "./events/response-writer.ts";
import { generate } from "./generate.ts";
import type { ResponseItem } from "./items/item.ts";
import { McpToolbox } from "./mcp/mcp-toolbox.ts";
import type { PreparedResponse } from "./prepare-response.ts";
import { type CallName, toConversation } from "./prompt/to-conversation.ts";
import { requireWordJson, toGenerateOptions } from "./prompt/to-generate-options.ts";
import { truncateItems } from "./prompt/truncate-items.ts";
import { toToolChoice } from "./request/to-tool-choice.ts";
import { isClientTool, toTool } from "./request/to-tools.ts";

/** Rounds with tools of remote servers; after them the model has to answer with what it knows. */
const MAXIMUM_ROUNDS = 25;

/**
 * Asks the model, and tells what comes of it, from the first item to the last event; as long as it
 * calls tools of remote servers, they are called and it is asked again. Throws an `ApiError` where
 * it comes to nothing. `saidAlready`: how the answer began before it was interrupted.
 */
export async function* answer(
  prepared: PreparedResponse,
  writer: ResponseWriter,
  usage: RequestUsage,
  services: ApiServices,
  signal: AbortSignal,
  saidAlready?: string,
): AsyncGenerator<ResponseEvent | StreamComment, void> {
  const toolbox = new McpToolbox(prepared, services, signal);
  try {
    yield* toolbox.open(writer);
    for (let round = 0; ; round++) {
      const before = writer.items.all.length;
      const options = {
        ...optionsOf(prepared, toolbox, writer, round, services),
        ...(saidAlready !== undefined && { saidAlready }),
        onTokens: usage.tally.generated,
      };
      const conversation = await promptOf(prepared, writer, options, toolbox.nameOf);
      requireWordJson(prepared.request, conversation);
      for await (const event of generate(prepared, conversation, options, services, signal)) {
        usage.observe(event);
        if (event.type === "prefill-progress") yield prefillComment(event);
        else yield* writer.write(event);
      }
      const calls = writer.takeRemoteCalls();
      yield* toolbox.carryOut(calls, writer);
      const waiting = writer.items.all.slice(before).some(({ type }) => isForClient(type));
      if (calls.length === 0 || waiting || writer.isCut) break;
    }
    yield* writer.finished(Math.floor(services.clock.now() / 1000));
  } finally {
    await toolbox.close();
  }
}

/** Items that the client has to answer before the model can go on. */
function isForClient(type: string): boolean {
  return type === "function_call" || type === "custom_tool_call" || type === "mcp_approval_request";
}

function optionsOf(
  { project, request, body, seed, priority }: PreparedResponse,
  toolbox: McpToolbox,
  writer: ResponseWriter,
  round: number,
  services: ApiServices,
): GenerateOptions {
  const choice = toToolChoice(request.tool_choice, (label, name) => toolbox.references(label, name));
  const tools = [...(request.tools ?? []).filter(isClientTool).map(toTool), ...toolbox.functions];
  const options = toGenerateOptions(request, {
    id: round === 0 ? body.id : `${body.id}/${round}`,
    seed,
    priority,
    cacheOwner: cacheOwnerOf(services, project),
    tools,
    // A forced call is made once; then the model is free to say what came of it.
    toolChoice: round === 0 ? choice : { mode: round < MAXIMUM_ROUNDS ? "auto" : "none" },
  });
  const { maximumTokens } = options;
  if (maximumTokens === undefined) return options;
  return { ...options, maximumTokens: Math.max(1, maximumTokens - writer.outputTokens) };
}

/** The conversation, without its oldest items where the request prefers that to being refused. */
async function promptOf(
  { request, model, body, earlier, input }: PreparedResponse,
  writer: ResponseWriter,
  options: GenerateOptions,
  callName: CallName,
): Promise<Conversation> {
  const items = [...earlier, ...input, ...writer.items.all];
  const rendered = (some: readonly ResponseItem[]) =>
    toConversation({ instructions: body.instructions, items: some, callName });
  if (request.truncation !== "auto") return rendered(items);
  const room = Math.min(request.max_output_tokens ?? model.contextLength / 8, model.contextLength / 2);
  const kept = await truncateItems(items, async (some) => {
    const tokens = await countPromptTokens(model, rendered(some), options);
    return tokens + room <= model.contextLength;
  });
  return rendered(kept);
}

function prefillComment(progress: Extract<TextEvent, { type: "prefill-progress" }>): StreamComment {
  return { type: "comment", text: `prefill ${progress.computedTokens} of ${progress.promptTokens} tokens` };
}
