import { newId } from "../conversation/turn.ts";
import type { Attachment, AttachmentPart } from "./attachment.ts";

export const MAXIMUM_FILE_BYTES = 100 * 1024 * 1024;

/** Of a file's beginning, looked at to tell text from other files. */
const PROBE_BYTES = 4096;

export type AttachResult = { readonly attachment: Attachment } | { readonly refusal: string };

/** Takes a text file of any kind; refuses with a reason what is none. */
export async function attachFile(file: File): Promise<AttachResult> {
  if (file.type.startsWith("image/")) {
    return { refusal: `${file.name}: the weights behind this model take no images.` };
  }
  if (file.size > MAXIMUM_FILE_BYTES) {
    return { refusal: `${file.name}: files may have 100 MB, this one has ${Math.ceil(file.size / 1e6)} MB.` };
  }
  if (file.size === 0) return { refusal: `${file.name} is empty.` };
  const probe = new Uint8Array(await file.slice(0, PROBE_BYTES).arrayBuffer());
  if (probe.includes(0)) return { refusal: `${file.name} is not a text file.` };
  return { attachment: { id: newId(), name: file.name, content: file, whole: file, part: "whole" } };
}

/** The same file, of which only as many bytes of its beginning or its end are sent. */
export function partOf(attachment: Attachment, part: AttachmentPart, bytes: number): Attachment {
  const { whole } = attachment;
  const size = Math.max(1, Math.min(whole.size, Math.floor(bytes)));
  // Another id, because what is known of the old part, such as its tokens, does not hold for the new.
  const changed = { ...attachment, id: newId(), part };
  if (part === "whole") return { ...changed, content: whole };
  return {
    ...changed,
    content: part === "beginning" ? whole.slice(0, size) : whole.slice(whole.size - size),
  };
}
