import { join } from "node:path";
import { defaultProjectId, openStore } from "../../src/store/index.ts";
import type { Random } from "../prompts/seeded-random.ts";
import { longText } from "./long-texts.ts";

/** The id of a stored completion whose conversation has 2,000 turns. */
export const LONG_CONVERSATION = "chatcmpl-long";

const TURNS = 2_000;
const ANSWER_CHARACTERS = 800;

/** Puts it into a home folder that no server uses yet. */
export async function storeLongConversation(home: string, random: Random): Promise<void> {
  const store = await openStore({ kind: "sqlite", path: join(home, "fourone.db") });
  const messages = Array.from({ length: TURNS - 1 }, (_, index) =>
    index % 2 === 0
      ? { role: "user", content: `Question ${index / 2 + 1}` }
      : { role: "assistant", content: longText("Markdown", random, ANSWER_CHARACTERS) },
  );
  await store.completions.create({
    id: LONG_CONVERSATION,
    projectId: defaultProjectId,
    model: "gpt-4.1-2025-04-14",
    createdAt: Math.floor(Date.now() / 1000),
    metadata: {},
    request: {},
    response: {
      id: LONG_CONVERSATION,
      model: "gpt-4.1-2025-04-14",
      choices: [{ index: 0, message: { role: "assistant", content: "The end." } }],
    },
    messages,
  });
  await store.close();
}
