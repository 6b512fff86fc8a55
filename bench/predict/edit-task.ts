import type { BenchSession } from "../bench.ts";
import type { ChatMessage } from "../client/chat-request.ts";
import { streamChat } from "../client/stream-chat.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { changeLines } from "../prompts/change-lines.ts";
import { distinctText } from "../prompts/distinct-text.ts";
import type { EditRequest } from "./edit-requests.ts";

export const MOST_TOKENS = 400;
/** A shorter answer is mostly start and end. */
const FEWEST_TOKENS = 250;
const CHANGED_SHARE = 0.05;
const MOST_TRIES = 10;

export interface EditTask {
  readonly messages: readonly ChatMessage[];
  /** The subject's own, without a prediction. */
  readonly answer: StreamedAnswer;
  /** That answer with some lines changed. */
  readonly prediction: string;
  /** As long, and nothing of it right. */
  readonly wrongPrediction: string;
}

/** @throws Error where the weights give no answer of a useful length. */
export async function makeEditTask(
  { subject, random }: BenchSession,
  request: EditRequest,
): Promise<EditTask> {
  for (let turn = 0; turn < MOST_TRIES; turn++) {
    const messages = request(random);
    const answer = await streamChat(subject, { messages, maximumTokens: MOST_TOKENS });
    if (answer.answerTokens < FEWEST_TOKENS) continue;
    return {
      messages,
      answer,
      prediction: changeLines(answer.text, CHANGED_SHARE, random),
      wrongPrediction: distinctText(random, answer.answerTokens),
    };
  }
  throw new Error(`${MOST_TRIES} answers in a row were shorter than ${FEWEST_TOKENS} tokens`);
}
