import type { Conversation } from "../conversation.ts";
import type { Tool } from "../tool.ts";
import { type MessageShape, shapeMessages } from "./message-shape.ts";
import { Placeholders, type RestoredText } from "./placeholders.ts";
import { SkeletonCache } from "./skeleton-cache.ts";
import { TemplateFailure, type TemplateSandbox } from "./template-sandbox.ts";
import { type SpecialText, templateVariables, type VariableStyle } from "./template-variables.ts";

/** Everything that decides how a conversation is put to a template. */
export interface TemplateUse extends MessageShape, VariableStyle {
  /** Whether the template itself describes tools and writes calls and results. */
  readonly nativeTools: boolean;
}

/** A model's own chat template, run over a conversation of which it sees only the outline. */
export class ChatTemplate {
  readonly #sandbox: Pick<TemplateSandbox, "render">;
  readonly #special: SpecialText;
  readonly #now: () => number;
  readonly #timed: boolean;
  readonly #skeletons = new SkeletonCache();

  constructor(
    source: string,
    sandbox: Pick<TemplateSandbox, "render">,
    special: SpecialText,
    now: () => number,
  ) {
    this.#sandbox = sandbox;
    this.#special = special;
    this.#now = now;
    this.#timed = source.includes("strftime_now");
  }

  /**
   * One rendering. Undefined where the template left a piece of the conversation out, so that the
   * caller can say it otherwise. Rejects with a {@link TemplateFailure}.
   */
  async render(
    conversation: Conversation,
    tools: readonly Tool[],
    use: TemplateUse,
  ): Promise<RestoredText | undefined> {
    const placeholders = new Placeholders();
    const messages = shapeMessages(conversation, use);
    const variables = templateVariables(messages, tools, use, this.#special, placeholders);
    const restored = placeholders.restore(await this.#skeleton(variables));
    if (restored === undefined) throw new TemplateFailure("it takes message text apart");
    return restored.whole ? restored : undefined;
  }

  /** What the template makes of an outline; outlines repeat, so most of these cost nothing. */
  async #skeleton(variables: Record<string, unknown>): Promise<string> {
    const now = this.#timed ? Math.floor(this.#now() / MINUTE) * MINUTE : 0;
    const key = `${now} ${JSON.stringify(variables)}`;
    const known = this.#skeletons.get(key);
    if (known !== undefined) return known;
    const text = await this.#sandbox.render({ variables, now });
    this.#skeletons.set(key, text);
    return text;
  }
}

/** The finest step in which templates tell the time. */
const MINUTE = 60_000;
