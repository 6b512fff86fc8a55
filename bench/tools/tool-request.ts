import type { PromptSet, ToolPrompt } from "./prompt-set.ts";

/** More than any right answer takes; a model that does not come to an end is stopped here. */
const MOST_TOKENS = 256;

/** The body of the chat completion that asks this prompt. @throws Error for an unknown name. */
export function toolRequest(prompt: ToolPrompt, set: PromptSet, model: string): string {
  const { messages, functions, tool_choice: choice, schema } = prompt;
  return JSON.stringify({
    model,
    messages,
    max_tokens: MOST_TOKENS,
    temperature: 0,
    ...(functions !== undefined && {
      tools: functions.map((name) => ({
        type: "function",
        function: { name, ...named(set.functions, name) },
      })),
    }),
    ...(choice !== undefined && {
      tool_choice: typeof choice === "string" ? choice : { type: "function", function: choice },
    }),
    ...(schema !== undefined && {
      response_format: {
        type: "json_schema",
        json_schema: { name: schema, strict: true, schema: named(set.schemas, schema) },
      },
    }),
  });
}

function named<Value>(all: Readonly<Record<string, Value>>, name: string): Value {
  if (!Object.hasOwn(all, name)) throw new Error(`evals/tools has nothing by the name ${name}`);
  return all[name]!;
}
