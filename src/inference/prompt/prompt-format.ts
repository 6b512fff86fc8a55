import type { ModelDescription, PromptSegment } from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import { InferenceFailure } from "../inference-error.ts";
import { requireTextOnly } from "../message-text.ts";
import type { Tool } from "../tool.ts";
import type { CallSyntax } from "../tools/call-syntax.ts";
import { nativeSyntax } from "../tools/native-syntax.ts";
import { ChatTemplate, type TemplateUse } from "./chat-template.ts";
import type { Piece } from "./placeholders.ts";
import { PLAIN_STOP, plainPieces } from "./plain-format.ts";
import { toSegments } from "./prompt-segments.ts";
import { CAREFUL_USE, probeTemplate } from "./template-probe.ts";
import { TemplateFailure, TemplateSandbox } from "./template-sandbox.ts";

export interface RenderOptions {
  /** Tools for the chat template to describe; only for formats with a `toolSyntax`. */
  readonly tools?: readonly Tool[];
  /** Whether earlier answers in words carry the decision of the generic tool format. */
  readonly marksAnswers?: boolean;
  /** The beginning of the answer. */
  readonly prefill?: string;
}

/** How conversations become prompts for one set of weights. */
export interface PromptFormat {
  /** The call syntax of the chat template; absent: tools are described in words of our own. */
  readonly toolSyntax?: CallSyntax;
  /**
   * Whether the weights can tell when they have called enough. Small ones, free to go on, repeat a
   * call until their tokens run out.
   */
  readonly endsCallsItself: boolean;
  /** Stop strings the format itself needs, where no token ends a turn. */
  readonly stop: readonly string[];
  /** Rejects with an {@link InferenceFailure}. */
  render(conversation: Conversation, options?: RenderOptions): Promise<PromptSegment[]>;
}

/** Parameters. The starter's 1.1 billion are not enough. */
const SMALLEST_CAREFUL_MODEL = 3e9;

/** Rejects with an {@link InferenceFailure} where the weights' template is unusable. */
export async function loadPromptFormat(
  model: ModelDescription,
  now: () => number = Date.now,
): Promise<PromptFormat> {
  const source = model.chatTemplate;
  const endsCallsItself = model.parameterCount >= SMALLEST_CAREFUL_MODEL;
  if (source === undefined) {
    return {
      endsCallsItself,
      stop: PLAIN_STOP,
      render: async (conversation, options = {}) => {
        requireTextOnly(conversation);
        return withPrefill(plainPieces(conversation, options.marksAnswers ?? false), options.prefill);
      },
    };
  }
  return failingClearly(async () => {
    const template = new ChatTemplate(source, new TemplateSandbox(source), model, now);
    const probed = await probeTemplate(template);
    const toolSyntax = probed.nativeTools ? nativeSyntax(source) : undefined;
    const use: TemplateUse = toolSyntax === undefined ? { ...probed, tools: "text" } : probed;
    return {
      ...(toolSyntax !== undefined && { toolSyntax }),
      endsCallsItself,
      stop: [],
      render: (conversation, options = {}) =>
        failingClearly(async () => {
          requireTextOnly(conversation);
          const marked = { ...use, marksAnswers: options.marksAnswers ?? false };
          const pieces = await renderWhole(template, marked, conversation, options.tools ?? []);
          return withPrefill(pieces, options.prefill);
        }),
    };
  });
}

function withPrefill(pieces: readonly Piece[], prefill = ""): PromptSegment[] {
  return toSegments([...pieces, { trusted: true, text: prefill }]);
}

/** The first rendering that leaves nothing out, from the template's best use to the most careful. */
async function renderWhole(
  template: ChatTemplate,
  use: TemplateUse,
  conversation: Conversation,
  tools: readonly Tool[],
): Promise<readonly Piece[]> {
  const { content, arguments: style, marksAnswers } = use;
  const uses: TemplateUse[] = [
    use,
    { ...use, tools: "text" },
    { ...use, tools: "text", alternate: true },
    { ...CAREFUL_USE, content, arguments: style, marksAnswers },
  ];
  let failure = new TemplateFailure("it leaves out a part of the conversation");
  for (const each of uses) {
    try {
      const restored = await template.render(conversation, tools, each);
      if (restored !== undefined) return restored.pieces;
    } catch (cause) {
      if (!(cause instanceof TemplateFailure) || cause.isExhausted) throw cause;
      failure = cause;
    }
  }
  throw failure;
}

async function failingClearly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof TemplateFailure)) throw cause;
    throw new InferenceFailure({ code: "template-failed", message: cause.message });
  }
}
