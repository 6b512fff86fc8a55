import { alternate } from "../alternate.ts";
import type { Part } from "../bench.ts";
import { decodeTokensPerSecond } from "../client/answer-timing.ts";
import type { ChatMessage, ChatWork } from "../client/chat-request.ts";
import { streamChat } from "../client/stream-chat.ts";
import { storyRequest } from "../prompts/distinct-text.ts";
import type { Random } from "../prompts/seeded-random.ts";
import { atLeast, type Row } from "../report/row.ts";
import { findServer } from "../servers/bench-server.ts";
import { startFourone } from "../servers/start-fourone.ts";
import { warmUp } from "../warm-up.ts";
import { listWords, repeatText } from "./edit-requests.ts";

const TOKENS = 200;

const TASKS: ReadonlyArray<{
  readonly name: string;
  readonly target?: Row["target"];
  readonly sampled?: ChatWork["sampled"];
  readonly messages: (random: Random) => readonly ChatMessage[];
}> = [
  { name: "repeating a text of the prompt", messages: repeatText },
  { name: "a list of the prompt's words", messages: listWords },
  {
    // Greedy, weak weights fall into loops, which any lookup finds.
    name: "a story, at temperature 1",
    sampled: { temperature: 1, seed: 1 },
    target: atLeast("value", 0.97),
    messages: (random) => [{ role: "user", content: storyRequest(random) }],
  },
];

/** Drafts from the conversation itself, without a prediction: what they gain where they help, and cost where not. */
export const measureLookup: Part = async ({ subject, fourone, weightsFile, threads, rounds, random }) => {
  if (fourone === undefined || weightsFile === undefined) return [];
  const started = await startFourone({
    label: "Fourone with prompt lookup",
    threads,
    weightsFile,
    environment: { FOURONE_PROMPT_LOOKUP: "true" },
  });
  try {
    const lookup = await findServer({ label: "prompt lookup", url: started.url, model: subject.model });
    await warmUp(lookup);
    const rows: Row[] = [];
    for (const { name, target, sampled, messages } of TASKS) {
      const { results } = await alternate({
        contestants: [lookup, subject],
        rounds,
        work: () => messages(random),
        run: (server, asked) =>
          streamChat(server, {
            messages: asked,
            maximumTokens: TOKENS,
            ...(sampled !== undefined && { sampled }),
          }),
      });
      const [on = [], off = []] = results.map((answers) => answers.map(decodeTokensPerSecond));
      rows.push({
        what: `prompt lookup on against off: ${name}`,
        unit: "×",
        subject: on.map((rate, round) => rate / off[round]!),
        ...(target !== undefined && { target }),
      });
    }
    return rows;
  } finally {
    await started.process.stop();
  }
};
