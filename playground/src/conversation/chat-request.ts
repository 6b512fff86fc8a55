import { withDocuments } from "../attachments/attachment.ts";
import { isObject, parseJsonText } from "./json-text.ts";
import { type Settings, TOP_LOG_PROBABILITIES } from "./settings.ts";
import { type AssistantTurn, chosenAnswer, type Turn } from "./turn.ts";

export type JsonBody = Readonly<Record<string, unknown>>;

/** The body of a Chat Completions request. Files stand in it as marks. */
export function chatRequest(turns: readonly Turn[], settings: Settings): JsonBody {
  const { instructions, instructionsRole } = settings;
  return {
    model: settings.model,
    messages: [
      ...(instructions === "" ? [] : [{ role: instructionsRole, content: instructions }]),
      ...turns.map(toMessage),
    ],
    ...toolParameters(settings),
    ...(settings.format !== "text" && { response_format: responseFormat(settings) }),
    ...defined({
      temperature: settings.temperature,
      top_p: settings.topP,
      max_completion_tokens: settings.maximumTokens,
      presence_penalty: settings.presencePenalty,
      frequency_penalty: settings.frequencyPenalty,
      seed: settings.seed,
      n: settings.choices,
      stop: settings.stop.length > 0 ? settings.stop : undefined,
      logit_bias: jsonValue(settings.logitBias),
      service_tier: settings.serviceTier === "auto" ? undefined : settings.serviceTier,
      prompt_cache_key: settings.promptCacheKey || undefined,
      safety_identifier: settings.safetyIdentifier || undefined,
      prediction: settings.prediction ? { type: "content", content: settings.prediction } : undefined,
      metadata: jsonValue(settings.metadata),
    }),
    ...(settings.logProbabilities && { logprobs: true, top_logprobs: TOP_LOG_PROBABILITIES }),
    ...(settings.store && { store: true }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function toMessage(turn: Turn): JsonBody {
  switch (turn.role) {
    case "user":
      return { role: "user", content: withDocuments(turn.text, turn.attachments) };
    case "tool":
      return { role: "tool", tool_call_id: turn.callId, content: turn.text };
    case "assistant":
      return assistantMessage(turn);
  }
}

function assistantMessage(turn: AssistantTurn): JsonBody {
  const { text, refusal, toolCalls } = chosenAnswer(turn);
  return {
    role: "assistant",
    content: text === "" && (toolCalls.length > 0 || refusal !== undefined) ? null : text,
    ...(refusal !== undefined && { refusal }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, kind, name, input }) =>
        kind === "function"
          ? { id, type: "function", function: { name, arguments: input } }
          : { id, type: "custom", custom: { name, input } },
      ),
    }),
  };
}

function toolParameters(settings: Settings): JsonBody {
  const tools = toolList(settings);
  if (tools.length === 0) return {};
  const { toolChoice } = settings;
  const named = tools.find((tool) => toolName(tool) === toolChoice);
  const kind = named?.type === "custom" ? "custom" : "function";
  return {
    tools,
    ...(named && { tool_choice: { type: kind, [kind]: { name: toolChoice } } }),
    ...(!named && toolChoice !== "auto" && { tool_choice: toolChoice }),
    ...(!settings.parallelToolCalls && { parallel_tool_calls: false }),
  };
}

function responseFormat({ format, schema }: Settings): JsonBody {
  return format === "json_schema"
    ? { type: "json_schema", json_schema: jsonValue(schema) ?? {} }
    : { type: format };
}

/** The tools as they are typed, where they are what they should be. */
export function toolList({ tools }: Pick<Settings, "tools">): readonly Record<string, unknown>[] {
  const value = jsonValue(tools);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function toolName(tool: Readonly<Record<string, unknown>>): string | undefined {
  const definition = tool[String(tool.type)];
  return isObject(definition) && typeof definition.name === "string" ? definition.name : undefined;
}

/** The value of JSON that has been checked; undefined where there is none. */
export function jsonValue(text: string): unknown {
  const parsed = parseJsonText(text);
  return parsed && "value" in parsed ? parsed.value : undefined;
}

/** Without the parameters that are left to their defaults. */
export function defined(parameters: Record<string, unknown>): JsonBody {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}
