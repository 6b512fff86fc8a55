import { type Conversation, generateText, type ServedModel } from "../../../inference/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { generationError } from "../../errors/generation-error.ts";
import { internalError } from "../../errors/server-errors.ts";
import type { RequestUsage } from "../../metering/request-usage.ts";
import { metered } from "../../metrics/metered.ts";
import { inputTooLong, responsesApiError } from "../errors.ts";
import { ResponseUsageCount } from "../events/response-usage.ts";
import { splitText } from "./split-text.ts";

export interface SummaryRequest {
  readonly id: string;
  readonly model: ServedModel;
  /** What to be mindful of, in the client's words. */
  readonly instructions: string | null | undefined;
  readonly text: string;
  readonly cacheScope: string;
}

/** Texts longer than this many contexts are refused: their summary would say next to nothing. */
const MAXIMUM_PIECES = 256;

const INSTRUCTIONS =
  "You write summaries of conversations between a user and an assistant. Keep names, numbers, decisions, results and open questions. Write in the third person and do not answer the conversation.";

/** Tokens that the words around a piece take, generously. */
const FRAME_TOKENS = 200;

/**
 * Says a text in fewer words. One that is longer than the context is read piece by piece, each with
 * the summary of those before it. Throws an `ApiError`.
 */
export async function summarize(
  request: SummaryRequest,
  cost: RequestUsage,
  services: ApiServices,
  signal: AbortSignal,
) {
  const { model } = request;
  const summaryTokens = Math.max(64, Math.min(2048, Math.floor(model.contextLength / 8)));
  const instructions = [INSTRUCTIONS, request.instructions ?? ""].filter((text) => text !== "").join("\n\n");
  const room = model.contextLength - 2 * summaryTokens - FRAME_TOKENS - (await tokens(model, instructions));
  const pieces = await splitText(
    request.text,
    async (piece) => (await tokens(model, piece)) <= room,
    MAXIMUM_PIECES,
  );
  if (pieces === undefined || room <= 0) throw inputTooLong();

  const usage = new ResponseUsageCount();
  let summary = "";
  for (const [index, piece] of pieces.entries()) {
    const conversation = toldTo(instructions, summary, piece);
    const options = {
      id: `${request.id}/${index}`,
      priority: "interactive",
      choices: 1,
      maximumTokens: summaryTokens,
      sampling: { temperature: 0, topP: 1, seed: 0, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
      stop: [],
      responseFormat: { type: "text" },
      tools: [],
      toolChoice: { mode: "none" },
      parallelToolCalls: false,
      cacheScope: request.cacheScope,
      onTokens: cost.tally.generated,
    } as const;
    summary = "";
    for await (const event of metered(generateText(model, conversation, options, signal), model, services)) {
      usage.observe(event);
      cost.observe(event);
      if (event.type === "error") {
        throw generationError(event.error, signal, (error) => responsesApiError(error, {}));
      }
      if (event.type === "text-delta") summary += event.text;
    }
    if (summary.trim() === "") throw internalError(new Error("The model had no summary to give."));
  }
  return { summary: summary.trim(), usage: usage.total() };
}

function toldTo(instructions: string, summary: string, piece: string): Conversation {
  const before = summary === "" ? "" : `Summary of what came before:\n${summary}\n\n`;
  return [
    { role: "system", content: instructions },
    {
      role: "user",
      content: `${before}The conversation:\n${piece}\n\nSummarize all of it in a few sentences.`,
    },
  ];
}

export function tokens({ engine }: ServedModel, text: string): Promise<number> {
  return engine.countTokens([{ trusted: false, text }]);
}
