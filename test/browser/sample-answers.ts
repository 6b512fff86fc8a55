import { defaultProjectId, type Store } from "../../src/store/index.ts";

const POOL_ANSWER = `Two endpoints got slower, and both wait for the same thing: a **database connection**.

| endpoint | p95, Monday | p95, Wednesday |
| --- | --- | --- |
| \`POST /checkout\` | 210 ms | 1,840 ms |
| \`GET /orders\` | 95 ms | 620 ms |

Since the deployment of Tuesday, 09:12, every worker opens a pool of its own (line 18,204). With 16 workers the server's limit of 100 connections is reached at noon, and requests queue.

1. Share one pool among the workers of a process.
2. Let a request wait for two seconds at most, then answer 503.

\`\`\`ts
export const pool = new Pool({ max: 20, connectionTimeoutMillis: 2_000 });
\`\`\`

The rest of the log shows no other change: *CPU and disk are as they were*.`;

const ANSWERS = [
  {
    question: "Answer only from this log: which request failed first, and why?",
    answer:
      'The first failure is line 4,118: POST /checkout answered 502 at 09:14:07 because "upstream payments timed out after 30 s". Everything before it answered 200 or 304.',
    model: "gpt-4.1-2025-04-14",
    metadata: { feature: "log-search", customer: "acme" },
    tokens: { input: 18_432, cached: 17_920, output: 61 },
  },
  {
    question: "Rewrite parseRange so that an open end means the last byte.",
    answer: "```diff\n-  if (!end) return undefined;\n+  const last = end ? Number(end) : size - 1;\n```",
    model: "gpt-4.1-2025-04-14",
    metadata: { feature: "code-review" },
    tokens: { input: 3_104, cached: 2_944, output: 214 },
  },
  {
    question: "Sort this ticket: The invoice shows my old address.",
    answer: '{"category":"billing","urgency":"low","needs_human":false}',
    model: "gpt-4.1-nano-2025-04-14",
    metadata: { feature: "triage", run: "7" },
    tokens: { input: 412, cached: 0, output: 18 },
  },
  {
    question: "Summarize the release notes in three sentences for customers.",
    answer:
      "Batches now go on where they stopped after a restart. Answers to long documents begin sooner, for what was read once is kept. Keys can be limited to single models.",
    model: "gpt-4.1-mini-2025-04-14",
    metadata: { feature: "release-notes" },
    tokens: { input: 2_271, cached: 1_024, output: 48 },
  },
  {
    question: "Translate to Arabic: Your order has been shipped.",
    answer: "تم شحن طلبك.",
    model: "gpt-4.1-mini-2025-04-14",
    metadata: { feature: "mails", language: "ar" },
    tokens: { input: 96, cached: 0, output: 9 },
  },
  {
    question: "Which endpoints got slower since Tuesday, and what should we change first?",
    answer: POOL_ANSWER,
    model: "gpt-4.1-2025-04-14",
    metadata: { feature: "log-search", customer: "acme" },
    tokens: { input: 41_216, cached: 40_960, output: 318 },
  },
] as const;

/** The answer that makes a picture of the chat: it has something of all that an answer may hold. */
export const SHOWN_ANSWER = `chatcmpl-sample${ANSWERS.length - 1}`;

/** What a team may have asked lately, half of it by each API. Pictures need answers that make sense. */
export async function storeSampleAnswers(store: Store, now: number): Promise<void> {
  const projectId = defaultProjectId;
  for (const [index, { question, answer, model, metadata, tokens }] of ANSWERS.entries()) {
    const createdAt = Math.floor(now / 1000) - 2_000 * (index + 1);
    const counts = { total_tokens: tokens.input + tokens.output };
    const details = { cached_tokens: tokens.cached };
    if (index % 2 === 0) {
      const id = `resp_sample${index}`;
      const usage = {
        ...counts,
        input_tokens: tokens.input,
        input_tokens_details: details,
        output_tokens: tokens.output,
      };
      await store.responses.create({
        id,
        projectId,
        status: "completed",
        background: false,
        createdAt,
        previousResponseId: undefined,
        conversationId: undefined,
        body: { id, object: "response", model, metadata, usage, output: [] },
        input: [{ id: `msg_in${index}`, type: "message", role: "user", content: question }],
        output: [
          {
            id: `msg_out${index}`,
            type: "message",
            role: "assistant",
            content: [{ type: "output_text", text: answer }],
          },
        ],
      });
      continue;
    }
    const id = `chatcmpl-sample${index}`;
    const usage = {
      ...counts,
      prompt_tokens: tokens.input,
      prompt_tokens_details: details,
      completion_tokens: tokens.output,
    };
    await store.completions.create({
      id,
      projectId,
      model,
      createdAt,
      metadata,
      request: {},
      response: {
        id,
        model,
        usage,
        choices: [{ index: 0, message: { role: "assistant", content: answer } }],
      },
      messages: [{ role: "user", content: question }],
    });
  }
}
