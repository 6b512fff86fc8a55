import type { ChatWork } from "./client/chat-request.ts";
import { streamChat } from "./client/stream-chat.ts";
import type { StreamedAnswer } from "./client/streamed-answer.ts";
import type { BenchServer } from "./servers/bench-server.ts";

export type Question = Omit<ChatWork, "messages"> & { readonly prompt: string };

/** Streams the answer to one user message. */
export function ask(server: BenchServer, { prompt, ...work }: Question): Promise<StreamedAnswer> {
  return streamChat(server, { ...work, messages: [{ role: "user", content: prompt }] });
}

/** As {@link ask}; absent where the answer ended before `maximumTokens`: then the work was another. */
export async function askInFull(
  server: BenchServer,
  question: Question,
): Promise<StreamedAnswer | undefined> {
  const answer = await ask(server, question);
  return answer.answerTokens === question.maximumTokens ? answer : undefined;
}
