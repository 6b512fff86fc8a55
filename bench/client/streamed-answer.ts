import { z } from "zod";

/** One event of a stream and when it came, in milliseconds of `performance.now()`. */
export interface RecordedEvent {
  readonly at: number;
  readonly data: string;
}

export interface Recording {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly events: readonly RecordedEvent[];
}

export interface TextDelta {
  readonly at: number;
  readonly text: string;
}

export interface StreamedAnswer {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly deltas: readonly TextDelta[];
  readonly text: string;
  readonly finishReason: string;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** Tokens the text is made of: what usage reports, less the prediction's rejected tokens. */
  readonly answerTokens: number;
  readonly acceptedPredictionTokens: number;
  readonly rejectedPredictionTokens: number;
}

const count = z.int().min(0);

const chunkSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish() }).optional(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
      completion_tokens_details: z
        .object({
          accepted_prediction_tokens: count.nullish(),
          rejected_prediction_tokens: count.nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

type Usage = NonNullable<z.infer<typeof chunkSchema>["usage"]>;

/** @throws Error where the stream tells of one, or broke off without usage or finish reason. */
export function readRecording({ sentAt, endedAt, events }: Recording): StreamedAnswer {
  const deltas: TextDelta[] = [];
  let finishReason: string | undefined;
  let usage: Usage | undefined;
  for (const { at, data } of events) {
    if (data === "[DONE]") continue;
    const chunk = chunkSchema.safeParse(JSON.parse(data));
    if (!chunk.success)
      throw new Error(`the stream holds something else than a chunk: ${data.slice(0, 500)}`);
    const [choice] = chunk.data.choices;
    if (choice?.delta?.content) deltas.push({ at, text: choice.delta.content });
    finishReason = choice?.finish_reason ?? finishReason;
    usage = chunk.data.usage ?? usage;
  }
  if (finishReason === undefined || usage === undefined)
    throw new Error("the stream broke off before its end");
  const rejected = usage.completion_tokens_details?.rejected_prediction_tokens ?? 0;
  return {
    sentAt,
    endedAt,
    deltas,
    text: deltas.map(({ text }) => text).join(""),
    finishReason,
    promptTokens: usage.prompt_tokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    answerTokens: usage.completion_tokens - rejected,
    acceptedPredictionTokens: usage.completion_tokens_details?.accepted_prediction_tokens ?? 0,
    rejectedPredictionTokens: rejected,
  };
}
