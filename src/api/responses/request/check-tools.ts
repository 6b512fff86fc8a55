import { invalidRequest } from "../../errors/api-error.ts";
import type { RequestTool } from "./tool-schema.ts";

/** Names have to tell tools apart, and labels servers. */
export function checkTools(tools: readonly RequestTool[]): void {
  const known = new Set<string>();
  for (const [index, tool] of tools.entries()) {
    const [field, name] =
      tool.type === "mcp" ? (["server_label", tool.server_label] as const) : (["name", tool.name] as const);
    if (known.has(`${field} ${name}`)) {
      throw invalidRequest(
        `Invalid 'tools[${index}].${field}': '${name}' is used more than once. Tools must have unique names.`,
        `tools[${index}].${field}`,
        "invalid_value",
      );
    }
    known.add(`${field} ${name}`);
  }
}
