import { z } from "zod";

export interface AnsweredCall {
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

export interface ToolAnswer {
  readonly content: string;
  readonly calls: readonly AnsweredCall[];
}

const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          tool_calls: z
            .array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) }))
            .nullish(),
        }),
      }),
    )
    .min(1),
});

/** @throws where the text is no chat completion. */
export function readToolAnswer(text: string): ToolAnswer {
  const { message } = completion.parse(JSON.parse(text)).choices[0]!;
  return {
    content: message.content ?? "",
    calls: (message.tool_calls ?? []).map((call) => call.function),
  };
}
