import { withDocuments } from "../attachments/attachment.ts";
import { defined, type JsonBody, jsonValue, toolList, toolName } from "./chat-request.ts";
import { isObject } from "./json-text.ts";
import { type Settings, TOP_LOG_PROBABILITIES } from "./settings.ts";
import { chosenAnswer, type Turn } from "./turn.ts";

/** The body of a Responses request. Files stand in it as marks. */
export function responsesRequest(turns: readonly Turn[], settings: Settings): JsonBody {
  const { instructions, instructionsRole } = settings;
  const role = instructionsRole === "developer" ? "developer" : "system";
  return {
    model: settings.model,
    input: [
      ...(instructions === "" ? [] : [{ type: "message", role, content: instructions }]),
      ...turns.flatMap(toItems),
    ],
    ...toolParameters(settings),
    ...(settings.format !== "text" && { text: { format: textFormat(settings) } }),
    ...defined({
      temperature: settings.temperature,
      top_p: settings.topP,
      max_output_tokens: settings.maximumTokens,
      service_tier: settings.serviceTier === "auto" ? undefined : settings.serviceTier,
      prompt_cache_key: settings.promptCacheKey || undefined,
      safety_identifier: settings.safetyIdentifier || undefined,
      metadata: jsonValue(settings.metadata),
    }),
    ...(settings.logProbabilities && {
      include: ["message.output_text.logprobs"],
      top_logprobs: TOP_LOG_PROBABILITIES,
    }),
    store: settings.store,
    stream: true,
  };
}

/** What the settings hold that this API has no parameter for. */
export function ignoredByResponses(settings: Settings): string[] {
  return [
    settings.stop.length > 0 && "stop sequences",
    settings.seed !== undefined && "seed",
    settings.presencePenalty !== undefined && "presence penalty",
    settings.frequencyPenalty !== undefined && "frequency penalty",
    settings.choices !== undefined && "number of answers",
    settings.logitBias.trim() !== "" && "logit bias",
    settings.prediction !== "" && "predicted output",
  ].filter((name) => name !== false);
}

function toItems(turn: Turn): JsonBody[] {
  switch (turn.role) {
    case "user":
      return [{ type: "message", role: "user", content: withDocuments(turn.text, turn.attachments) }];
    case "tool": {
      const type = turn.kind === "custom" ? "custom_tool_call_output" : "function_call_output";
      return [{ type, call_id: turn.callId, output: turn.text }];
    }
    case "assistant": {
      const { text, refusal, toolCalls } = chosenAnswer(turn);
      const content =
        refusal === undefined ? { type: "output_text", text, annotations: [] } : { type: "refusal", refusal };
      const silent = text === "" && refusal === undefined && toolCalls.length > 0;
      return [
        ...(silent ? [] : [{ type: "message", role: "assistant", content: [content] }]),
        ...toolCalls.map(({ id, kind, name, input }) =>
          kind === "function"
            ? { type: "function_call", call_id: id, name, arguments: input }
            : { type: "custom_tool_call", call_id: id, name, input },
        ),
      ];
    }
  }
}

function toolParameters(settings: Settings): JsonBody {
  const tools = toolList(settings);
  if (tools.length === 0) return {};
  const { toolChoice } = settings;
  const named = tools.find((tool) => toolName(tool) === toolChoice);
  return {
    // This API has a tool's fields beside its type, not below it.
    tools: tools.map(({ type, ...rest }) => {
      const definition = rest[String(type)];
      return { type, ...(isObject(definition) && flattened(definition)) };
    }),
    ...(named && { tool_choice: { type: named.type, name: toolChoice } }),
    ...(!named && toolChoice !== "auto" && { tool_choice: toolChoice }),
    ...(!settings.parallelToolCalls && { parallel_tool_calls: false }),
  };
}

function flattened({ format, ...rest }: Record<string, unknown>): JsonBody {
  if (!isObject(format)) return rest;
  return { ...rest, format: isObject(format.grammar) ? { type: format.type, ...format.grammar } : format };
}

function textFormat({ format, schema }: Settings): JsonBody {
  const value = jsonValue(schema);
  return { type: format, ...(format === "json_schema" && isObject(value) && value) };
}
