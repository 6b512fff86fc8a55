import type { FunctionTool, JsonObject } from "../../inference/index.ts";
import { checkedText, isRecord, type JsonRecord, refuse } from "./example-problem.ts";

const MOST_TOOLS = 128;
/** As requests may name them: nobody could offer the tuned model another. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Tools of an example, by `tools` or by the `functions` that came before them. @throws ExampleProblem */
export function parseTools({ tools, functions }: JsonRecord): FunctionTool[] {
  const isLegacy = tools === undefined || tools === null;
  const given = tools ?? functions ?? [];
  if (!Array.isArray(given)) return refuse("tools is not a list");
  if (given.length > MOST_TOOLS)
    return refuse(`has ${given.length} tools; at most ${MOST_TOOLS} are allowed`);
  const names = new Set<string>();
  return given.map((tool: unknown, index): FunctionTool => {
    const where = `tool ${index + 1}`;
    const definition = isLegacy ? tool : isRecord(tool) ? tool.function : undefined;
    if (!isRecord(definition) || typeof definition.name !== "string" || definition.name === "")
      return refuse(`${where} is not a function with a name`);
    const { name, description } = definition;
    // Clients that write every field have null where there is none.
    const parameters = definition.parameters ?? undefined;
    if (!NAME.test(name as string))
      return refuse(`${where} has a name that is not of 1 to 64 letters, digits, underscores and dashes`);
    if (names.has(name as string)) return refuse(`${where} has the name of another tool`);
    names.add(name as string);
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
