/** A text file that goes with a message. Its bytes stay in the file until they are sent. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** The file, or the part of it that is sent. */
  readonly content: Blob;
  /** What was attached, where `content` is a part of it. */
  readonly whole: File;
  readonly part: AttachmentPart;
}

export type AttachmentPart = "whole" | "beginning" | "end";

/** Stands in a request's text where a file's goes. No text of a user holds U+0000: servers refuse it. */
export function attachmentMark(id: string): string {
  return `\u0000${id}\u0000`;
}

/** The text of a message with its files before it, as documents in XML. */
export function withDocuments(text: string, attachments: readonly Attachment[]): string {
  if (attachments.length === 0) return text;
  const documents = attachments.map(
    ({ id, name }, index) =>
      `<doc id="${index + 1}" title="${titleText(name)}">\n${attachmentMark(id)}\n</doc>`,
  );
  return [...documents, text].filter((part) => part !== "").join("\n\n");
}

function titleText(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in an attribute.
  return name.replace(/["<>&\u0000-\u001f]/g, "_");
}
