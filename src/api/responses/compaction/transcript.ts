import type { InputPart, ResponseItem } from "../items/item.ts";
import { decodeSummary } from "./encrypted-summary.ts";

/** What was said and done, in words, an item a paragraph. */
export function transcript(items: readonly ResponseItem[]): string {
  return items
    .map(paragraph)
    .filter((text) => text !== "")
    .join("\n\n");
}

function paragraph(item: ResponseItem): string {
  switch (item.type) {
    case "message":
      return `${SPEAKERS[item.role]}: ${item.content.map(partText).join("\n")}`;
    case "function_call":
      return `Assistant called ${item.name}: ${item.arguments}`;
    case "custom_tool_call":
      return `Assistant called ${item.name}: ${item.input}`;
    case "mcp_call":
      return `Assistant called ${item.name}: ${item.arguments}\nResult: ${item.output ?? "it failed"}`;
    case "function_call_output":
    case "custom_tool_call_output":
      return `Result: ${typeof item.output === "string" ? item.output : item.output.map(partText).join("\n")}`;
    case "compaction":
      return `Summary of what came before: ${decodeSummary(item.encrypted_content)}`;
    default:
      return "";
  }
}

const SPEAKERS = { user: "User", assistant: "Assistant", system: "Instructions", developer: "Instructions" };

type Part =
  | InputPart
  | { readonly type: "output_text"; readonly text: string }
  | { readonly type: "refusal"; readonly refusal: string };

function partText(part: Part): string {
  switch (part.type) {
    case "input_text":
    case "output_text":
      return part.text;
    case "refusal":
      return part.refusal;
    case "input_image":
      return "(an image)";
  }
}
