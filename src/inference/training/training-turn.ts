import type { PromptSegment } from "../../engine/index.ts";
import { type AssistantMessage, argumentsJson, type Conversation, type ToolCall } from "../conversation.ts";
import { planAnswer } from "../generate/answer-plan.ts";
import { introduce } from "../generate/introduce.ts";
import { isJsonObject, parseJsonObject } from "../json.ts";
import { requireTextOnly, textOf } from "../message-text.ts";
import type { PromptFormat } from "../prompt/prompt-format.ts";
import type { Tool } from "../tool.ts";
import type { CallSyntax } from "../tools/call-syntax.ts";
import { GENERIC_SYNTAX, TEXT_HEAD } from "../tools/generic-tools.ts";
import { TAGGED_PARAMETERS } from "../tools/xml-syntax.ts";

/** One answer as serving would ask for it, and as the weights should have given it. */
export interface TrainingTurn {
  readonly prompt: readonly PromptSegment[];
  /** Behind the prompt; a token that ends the turn belongs behind it. */
  readonly answer: readonly PromptSegment[];
}

export interface TrainingTools {
  readonly tools: readonly Tool[];
  readonly parallelToolCalls: boolean;
}

/**
 * What training shows the weights is what serving shows them: the same plan, the same rendering.
 * Rejects with an `InferenceFailure`.
 */
export async function trainingTurn(
  format: PromptFormat,
  conversation: Conversation,
  answer: AssistantMessage,
  { tools, parallelToolCalls }: TrainingTools,
): Promise<TrainingTurn> {
  requireTextOnly([...conversation, answer]);
  const plan = planAnswer(
    conversation,
    {
      id: "training",
      priority: "batch",
      choices: 1,
      sampling: {
        temperature: 0,
        topP: 1,
        seed: 0,
        frequencyPenalty: 0,
        presencePenalty: 0,
        logitBias: [],
      },
      stop: [],
      responseFormat: { type: "text" },
      tools,
      toolChoice: { mode: "auto" },
      parallelToolCalls,
      cacheScope: "",
    },
    format,
  );
  const prompt = await format.render(introduce(conversation, plan), {
    tools: plan.templateTools,
    marksAnswers: plan.marksAnswers,
    prefill: plan.prefill,
  });
  const calls = answer.toolCalls ?? [];
  const words = textOf(answer.content);
  if (calls.length === 0) {
    // Where words follow a decision that the prompt has not made, the weights make it.
    const decides = plan.marksAnswers && !plan.prefill.endsWith(TEXT_HEAD);
    return { prompt, answer: segments([decides && untrusted(TEXT_HEAD), untrusted(words)]) };
  }
  const syntax = plan.templateTools.length > 0 ? format.toolSyntax : undefined;
  if (syntax === undefined) return { prompt, answer: spellCalls(GENERIC_SYNTAX, calls) };
  return { prompt, answer: segments([untrusted(words), ...spellCalls(syntax, calls)]) };
}

function spellCalls(syntax: CallSyntax, calls: readonly ToolCall[]): PromptSegment[] {
  const { open, head, tail, between = "", close } = syntax;
  // Only marks of a syntax that weights were trained on may be control tokens.
  const mark = syntax === GENERIC_SYNTAX ? untrusted : trusted;
  const spelled = calls.flatMap((call, index) => [
    mark(index === 0 ? open : tail + between),
    untrusted(head(call.name)),
    untrusted(syntax === TAGGED_PARAMETERS ? taggedArguments(call) : argumentsJson(call)),
  ]);
  return segments([...spelled, mark(tail + close)]);
}

function taggedArguments(call: ToolCall): string {
  const parsed = parseJsonObject(argumentsJson(call));
  const parameters = Object.entries(isJsonObject(parsed) ? parsed : {}).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `<parameter=${name}>\n${text}\n</parameter>\n`;
  });
  return `${parameters.join("")}</function>`;
}

function trusted(text: string): PromptSegment {
  return { trusted: true, text };
}

function untrusted(text: string): PromptSegment {
  return { trusted: false, text };
}

function segments(parts: readonly (PromptSegment | false)[]): PromptSegment[] {
  return parts.filter((part) => part !== false && part.text !== "") as PromptSegment[];
}
