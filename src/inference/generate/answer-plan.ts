import type { ConstraintSource } from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import type { Tool } from "../tool.ts";
import { type CallableTool, callsFormat, textFormat } from "../tools/call-constraint.ts";
import { type CallLayout, CallParser, type Head } from "../tools/call-parser.ts";
import { BARE_JSON, type CallSyntax } from "../tools/call-syntax.ts";
import {
  DECISION,
  demonstrateTools,
  describeTools,
  GENERIC_SYNTAX,
  TEXT_HEAD,
} from "../tools/generic-tools.ts";
import type { OutputParser } from "../tools/output-parser.ts";
import { oneOf, sequence, structuralTag, type TagFormat, text } from "../tools/structural-tag.ts";
import { textWithout } from "../tools/text-without.ts";
import { planTools, type ToolPlan } from "../tools/tool-plan.ts";
import type { GenerateOptions } from "./generate-options.ts";
import type { Introduction } from "./introduce.ts";
import { formatConstraint, formatInstructions, formatTag } from "./response-format.ts";

/** How one answer is asked for, what it may be, and how it is read. */
export interface AnswerPlan extends Introduction {
  /** Tools that the chat template describes. */
  readonly templateTools: readonly Tool[];
  /** Whether earlier answers are shown with the decision that the generic format begins with. */
  readonly marksAnswers: boolean;
  /** The beginning of the answer, given by us. */
  readonly prefill: string;
  readonly constraint?: ConstraintSource;
  /** Strings at which the engine ends the answer; a parser sees to them itself, because calls have none. */
  readonly stop: readonly string[];
  /** Absent: everything is text. */
  readonly createParser?: () => OutputParser;
  readonly tools: ToolPlan;
}

/** What a model can do with tools. */
export interface ToolAbility {
  /** The call syntax of its chat template, if it has one. */
  readonly toolSyntax?: CallSyntax;
  /** Whether it may decide itself how many calls there are, without having been trained to. */
  readonly endsCallsItself: boolean;
}

/** @throws InferenceFailure where a tool cannot be offered */
export function planAnswer(
  conversation: Conversation,
  options: GenerateOptions,
  { toolSyntax: syntax, endsCallsItself }: ToolAbility,
): AnswerPlan {
  const tools = planTools(options.tools, options.toolChoice, options.parallelToolCalls);
  const instructions = [formatInstructions(options.responseFormat)].filter((each) => each !== undefined);
  const constraint = formatConstraint(options.responseFormat);
  const base = {
    tools,
    instructions,
    demonstration: [],
    templateTools: [],
    marksAnswers: false,
    prefill: "",
  };
  const { stop } = options;
  if (tools.callable.length === 0) {
    const tempted = options.tools.length > 0 || hasCalls(conversation);
    return { ...base, stop, ...planText(constraint, tempted ? (syntax ?? GENERIC_SYNTAX) : undefined) };
  }
  // Where the answer may be JSON of the client's, a call cannot be told by its looks.
  const ambiguous = syntax === BARE_JSON && !tools.required && constraint !== undefined;
  if (syntax === undefined || ambiguous) {
    const careful = { ...tools, parallel: tools.parallel && endsCallsItself };
    return {
      ...base,
      tools: careful,
      stop: [],
      ...planGeneric(careful, options),
      instructions: [...instructions, describeTools(tools.described)],
      demonstration: demonstrateTools(tools.described),
    };
  }
  return { ...base, stop: [], ...planNative(tools, options, syntax), templateTools: tools.described };
}

/**
 * No call can come about: nothing in the answer is read as one. Where a model might write one all
 * the same, because earlier answers did, it is kept from that, so that no client sees its syntax.
 */
function planText(constraint: ConstraintSource | undefined, tempting: CallSyntax | undefined) {
  if (tempting === GENERIC_SYNTAX) {
    return { marksAnswers: true, prefill: DECISION + TEXT_HEAD, ...(constraint && { constraint }) };
  }
  const allowed = constraint ?? (tempting && textWithout(tempting.open));
  return allowed === undefined ? {} : { constraint: allowed };
}

function planGeneric(tools: ToolPlan, options: GenerateOptions) {
  const callable = withPayloads(tools, GENERIC_SYNTAX);
  const calls = callsFormat(GENERIC_SYNTAX, callable, tools.parallel);
  const { stop, responseFormat } = options;
  const words = responseFormat.type === "text" ? textFormat(stop) : formatTag(responseFormat);
  const answer = sequence(text(TEXT_HEAD), words);
  const heads = headsOf(GENERIC_SYNTAX, callable);
  if (!tools.required) heads.set(TEXT_HEAD, "text");
  return {
    marksAnswers: true,
    prefill: DECISION,
    constraint: structuralTag(tools.required ? calls : oneOf([calls, answer])),
    createParser: parserOf({ place: "start", open: "", heads, stop, ...behind(GENERIC_SYNTAX) }),
  };
}

function planNative(tools: ToolPlan, options: GenerateOptions, syntax: CallSyntax) {
  const callable = withPayloads(tools, syntax);
  const calls = callsFormat(syntax, callable, tools.parallel);
  const { stop, responseFormat } = options;
  const layout = { open: syntax.open, stop, heads: headsOf(syntax, callable), ...behind(syntax) };
  if (tools.required) {
    return {
      prefill: syntax.open,
      constraint: structuralTag(calls),
      createParser: parserOf({ ...layout, place: "start" }),
    };
  }
  const isText = responseFormat.type === "text";
  const answer: TagFormat = isText
    ? textFormat(stop, { open: syntax.open, format: calls })
    : oneOf([formatTag(responseFormat), sequence(text(syntax.open), calls)]);
  return {
    constraint: structuralTag(answer),
    createParser: parserOf({ ...layout, place: isText ? "open-anywhere" : "open-at-start" }),
  };
}

function withPayloads(tools: ToolPlan, syntax: CallSyntax): CallableTool[] {
  return tools.callable.map((tool) => ({ tool, payload: syntax.payload(tool) }));
}

function headsOf(syntax: CallSyntax, callable: readonly CallableTool[]): Map<string, Head> {
  return new Map(
    callable.map(({ tool, payload }) => [syntax.head(tool.name), { tool, payload: payload.parser }]),
  );
}

function behind(syntax: CallSyntax): { between?: string } {
  return syntax.between === undefined ? {} : { between: syntax.tail + syntax.between };
}

function parserOf(layout: CallLayout): () => OutputParser {
  return () => new CallParser(layout);
}

function hasCalls(conversation: Conversation): boolean {
  return conversation.some((message) => message.role === "assistant" && (message.toolCalls?.length ?? 0) > 0);
}
