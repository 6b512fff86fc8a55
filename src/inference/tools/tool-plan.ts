import { InferenceFailure } from "../inference-error.ts";
import type { Tool, ToolChoice, ToolReference } from "../tool.ts";

/** What a tool choice comes to for one answer. */
export interface ToolPlan {
  /** Tools the prompt describes: all of them, so that narrowing the choice leaves its cache alone. */
  readonly described: readonly Tool[];
  /** Tools the answer may call. */
  readonly callable: readonly Tool[];
  /** The answer is calls and nothing else. */
  readonly required: boolean;
  /** The answer may hold more than one call. */
  readonly parallel: boolean;
  /** The one call was named by the client. */
  readonly named: boolean;
}

const NO_TOOLS: ToolPlan = { described: [], callable: [], required: false, parallel: false, named: false };

/**
 * Under `none` nothing is described either: what may not be called is better not offered.
 * @throws InferenceFailure where two tools have one name, or the choice names one that is not there
 */
export function planTools(tools: readonly Tool[], choice: ToolChoice, parallel: boolean): ToolPlan {
  requireDistinct(tools);
  const find = (reference: ToolReference): Tool => {
    const found = tools.find((tool) => tool.kind === reference.kind && tool.name === reference.name);
    if (found !== undefined) return found;
    const message = "The tool choice names a tool that is not among the tools.";
    throw new InferenceFailure({ code: "unsupported-tool", tool: reference.name, message });
  };
  if (tools.length === 0 && choice.mode !== "named") return NO_TOOLS;
  const everything = { described: tools, callable: tools, required: false, parallel, named: false };
  switch (choice.mode) {
    case "none":
      return NO_TOOLS;
    case "auto":
      return everything;
    case "required":
      return { ...everything, required: true };
    case "named":
      return { ...everything, callable: [find(choice.tool)], required: true, parallel: false, named: true };
    case "allowed":
      return { ...everything, callable: choice.tools.map(find), required: choice.required };
  }
}

/** An answer tells tools apart by nothing but their names. */
function requireDistinct(tools: readonly Tool[]): void {
  const names = new Set<string>();
  for (const { name } of tools) {
    if (names.has(name)) {
      const message = "Two tools have the same name.";
      throw new InferenceFailure({ code: "unsupported-tool", tool: name, message });
    }
    names.add(name);
  }
}
