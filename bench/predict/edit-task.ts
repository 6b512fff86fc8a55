import type { BenchSession } from "../bench.ts";
import type { ChatMessage } from "../client/chat-request.ts";
import { streamChat } from "../client/stream-chat.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { changeLines } from "../prompts/change-lines.ts";
import { distinctText } from "../prompts/distinct-text.ts";
import { indexText } from "../prompts/index-text.ts";

const ENTRIES = 60;
export const MOST_TOKENS = 480;
/** A shorter answer is mostly start and end. */
const FEWEST_TOKENS = 250;
const CHANGED_SHARE = 0.05;
const MOST_TRIES = 10;

export interface EditTask {
  readonly messages: readonly ChatMessage[];
  /** The model's own greedy answer with some lines changed. */
  readonly prediction: string;
  /** As long, and nothing of it right. */
  readonly wrongPrediction: string;
}

/**
 * A request whose prompt holds the text that the answer will resemble, so that a server which looks
 * for drafts in the prompt finds what another is told by the prediction. One finished turn of the
 * same kind shows weak weights what is wanted.
 * @throws Error where the weights give no answer of a useful length.
 */
export async function makeEditTask({ subject, random }: BenchSession): Promise<EditTask> {
  for (let turn = 0; turn < MOST_TRIES; turn++) {
    const text = indexText(random, ENTRIES);
    const request: ChatMessage = { role: "user", content: `Repeat this text:\n\n${text}` };
    const messages: ChatMessage[] = [request, { role: "assistant", content: text }, request];
    const answer = await streamChat(subject, { messages, maximumTokens: MOST_TOKENS });
    if (answer.answerTokens >= FEWEST_TOKENS) return { messages, ...predictions(answer, random) };
  }
  throw new Error(`${MOST_TRIES} answers in a row were shorter than ${FEWEST_TOKENS} tokens`);
}

function predictions(
  { text, answerTokens }: StreamedAnswer,
  random: BenchSession["random"],
): Pick<EditTask, "prediction" | "wrongPrediction"> {
  return {
    prediction: changeLines(text, CHANGED_SHARE, random),
    wrongPrediction: distinctText(random, answerTokens),
  };
}
