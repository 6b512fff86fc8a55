import type { FunctionTool, JsonObject } from "../../inference/index.ts";
import { checkedText, isRecord, type JsonRecord, refuse } from "./example-problem.ts";

const MOST_TOOLS = 128;

/** Tools of an example, by `tools` or by the `functions` that came before them. @throws ExampleProblem */
export function parseTools({ tools, functions }: JsonRecord): FunctionTool[] {
  const given = tools ?? functions ?? [];
  if (!Array.isArray(given)) return refuse("tools is not a list");
  if (given.length > MOST_TOOLS)
    return refuse(`has ${given.length} tools; at most ${MOST_TOOLS} are allowed`);
  return given.map((tool: unknown, index): FunctionTool => {
    const where = `tool ${index + 1}`;
    const definition = tools === undefined ? tool : isRecord(tool) ? tool.function : undefined;
    if (!isRecord(definition) || typeof definition.name !== "string" || definition.name === "")
      return refuse(`${where} is not a function with a name`);
    const { name, description, parameters } = definition;
    if (parameters !== undefined && !isRecord(parameters))
      return refuse(`${where} parameters are not a schema`);
    return {
      kind: "function",
      name: checkedText(name as string, where),
      strict: false,
      ...(typeof description === "string" && { description: checkedText(description, where) }),
      ...(parameters !== undefined && { parameters: parameters as JsonObject }),
    };
  });
}
