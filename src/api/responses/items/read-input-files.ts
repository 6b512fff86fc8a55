import type { ApiServices } from "../../api-environment.ts";
import { FileTexts } from "../../files/file-text.ts";
import type { RequestContent } from "../request/content-schema.ts";
import type { RequestItem } from "../request/item-schema.ts";

/** The same input with texts in place of the files that it names. Throws an `ApiError`. */
export async function readInputFiles(
  items: readonly RequestItem[],
  parameter: "input" | "items",
  project: string,
  services: Pick<ApiServices, "store" | "files">,
): Promise<readonly RequestItem[]> {
  const texts = new FileTexts(services, project);
  const read: RequestItem[] = [];
  for (const [index, item] of items.entries()) {
    read.push(await withTexts(item, `${parameter}[${index}]`, texts));
  }
  return read;
}

async function withTexts(item: RequestItem, path: string, texts: FileTexts): Promise<RequestItem> {
  switch (item.type) {
    case "message":
      if (item.role === "assistant") return item;
      return { ...item, content: await readContent(item.content, `${path}.content`, texts) };
    case "function_call_output":
    case "custom_tool_call_output":
      return { ...item, output: await readContent(item.output, `${path}.output`, texts) };
    default:
      return item;
  }
}

async function readContent(content: RequestContent, path: string, texts: FileTexts): Promise<RequestContent> {
  if (typeof content === "string" || content.every(({ type }) => type !== "input_file")) return content;
  const parts: Exclude<RequestContent, string> = [];
  for (const [index, part] of content.entries()) {
    if (part.type !== "input_file") parts.push(part);
    else parts.push({ type: "input_text", text: await texts.read(part, `${path}[${index}]`) });
  }
  return parts;
}
