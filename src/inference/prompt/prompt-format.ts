import type { ModelDescription, PromptSegment } from "../../engine/index.ts";
import type { Conversation } from "../conversation.ts";
import { InferenceFailure } from "../inference-error.ts";
import { requireTextOnly } from "../message-text.ts";
import type { Tool } from "../tool.ts";
import { ChatTemplate, type TemplateUse } from "./chat-template.ts";
import type { Piece } from "./placeholders.ts";
import { PLAIN_STOP, plainPieces } from "./plain-format.ts";
import { toSegments } from "./prompt-segments.ts";
import { CAREFUL_USE, probeTemplate } from "./template-probe.ts";
import { TemplateFailure, TemplateSandbox } from "./template-sandbox.ts";

/** How conversations become prompts for one set of weights. */
export interface PromptFormat {
  /** The chat template tools are written for; absent: tools are described in words of our own. */
  readonly nativeToolTemplate?: string;
  /** Stop strings the format itself needs, where no token ends a turn. */
  readonly stop: readonly string[];
  /**
   * `tools` is only for formats with a `nativeToolTemplate`. Rejects with an
   * {@link InferenceFailure}.
   */
  render(conversation: Conversation, tools?: readonly Tool[]): Promise<PromptSegment[]>;
}

/** Rejects with an {@link InferenceFailure} where the weights' template is unusable. */
export async function loadPromptFormat(
  model: ModelDescription,
  now: () => number = Date.now,
): Promise<PromptFormat> {
  const source = model.chatTemplate;
  if (source === undefined) {
    return {
      stop: PLAIN_STOP,
      render: async (conversation) => {
        requireTextOnly(conversation);
        return toSegments(plainPieces(conversation));
      },
    };
  }
  return failingClearly(async () => {
    const template = new ChatTemplate(source, new TemplateSandbox(source), model, now);
    const use = await probeTemplate(template);
    return {
      ...(use.nativeTools && { nativeToolTemplate: source }),
      stop: [],
      render: (conversation, tools = []) =>
        failingClearly(async () => {
          requireTextOnly(conversation);
          return toSegments(await renderWhole(template, use, conversation, tools));
        }),
    };
  });
}

/** The first rendering that leaves nothing out, from the template's best use to the most careful. */
async function renderWhole(
  template: ChatTemplate,
  use: TemplateUse,
  conversation: Conversation,
  tools: readonly Tool[],
): Promise<readonly Piece[]> {
  const { content, arguments: style } = use;
  const uses: TemplateUse[] = [
    use,
    { ...use, tools: "text" },
    { ...use, tools: "text", alternate: true },
    { ...CAREFUL_USE, content, arguments: style },
  ];
  let failure = new TemplateFailure("it leaves out a part of the conversation");
  for (const each of uses) {
    try {
      const restored = await template.render(conversation, tools, each);
      if (restored !== undefined) return restored.pieces;
    } catch (cause) {
      if (!(cause instanceof TemplateFailure)) throw cause;
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
