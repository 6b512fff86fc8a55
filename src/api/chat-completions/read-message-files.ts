import type { ApiServices } from "../api-environment.ts";
import { FileTexts } from "../files/file-text.ts";
import type { RequestMessage } from "./message-schema.ts";

/** The same messages with texts in place of the files that they name. Throws an `ApiError`. */
export async function readMessageFiles(
  messages: RequestMessage[],
  project: string,
  services: Pick<ApiServices, "store" | "files">,
): Promise<RequestMessage[]> {
  const texts = new FileTexts(services, project);
  const read: RequestMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role !== "user" || !Array.isArray(message.content)) {
      read.push(message);
      continue;
    }
    const content: typeof message.content = [];
    for (const [position, part] of message.content.entries()) {
      if (part.type !== "file") content.push(part);
      else {
        const text = await texts.read(part.file, `messages[${index}].content[${position}].file`);
        content.push({ type: "text", text });
      }
    }
    read.push({ ...message, content });
  }
  return read;
}
