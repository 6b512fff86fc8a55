import { readFile } from "node:fs/promises";
import { z } from "zod";

/** The values that are right; `null` among them allows for none. */
const accepted = z.array(z.unknown()).min(1);
const acceptedFields = z.record(z.string(), accepted);

const expectation = z.union([
  z.strictObject({ calls: z.array(z.strictObject({ name: z.string(), arguments: acceptedFields })).min(1) }),
  z.strictObject({ text: z.literal(true) }),
  z.strictObject({ fields: acceptedFields }),
]);

const prompt = z.strictObject({
  id: z.string(),
  messages: z.array(z.record(z.string(), z.unknown())).min(1),
  functions: z.array(z.string()).min(1).optional(),
  tool_choice: z
    .union([z.enum(["auto", "required", "none"]), z.strictObject({ name: z.string() })])
    .optional(),
  schema: z.string().optional(),
  expect: expectation,
});

const functions = z.record(z.string(), z.strictObject({ description: z.string(), parameters: z.unknown() }));

export type Expectation = z.infer<typeof expectation>;
export type ToolPrompt = z.infer<typeof prompt>;

export interface PromptSet {
  readonly prompts: readonly ToolPrompt[];
  readonly functions: z.infer<typeof functions>;
  readonly schemas: Readonly<Record<string, unknown>>;
}

/** Reads `evals/tools`. @throws where a file is not as its README says. */
export async function readPromptSet(): Promise<PromptSet> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(new URL(`../../evals/tools/${name}.json`, import.meta.url), "utf8"));
  return {
    prompts: z.array(prompt).parse(await read("prompts")),
    functions: functions.parse(await read("functions")),
    schemas: z.record(z.string(), z.unknown()).parse(await read("schemas")),
  };
}
