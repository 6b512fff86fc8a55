import type { Attachment } from "./attachment.ts";

/** Of a file, read and escaped at a time. */
const SLICE_BYTES = 4 * 1024 * 1024;

/**
 * The JSON of a body whose marks stand for files, as a Blob of pieces: no file is ever one string,
 * and browsers keep large pieces out of the page's memory. Meant to run in a worker.
 */
export async function composeBody(
  body: unknown,
  contents: ReadonlyMap<string, Blob>,
  sliceBytes = SLICE_BYTES,
): Promise<Blob> {
  const pieces: BlobPart[] = [];
  for (const { text, file } of splitAtMarks(JSON.stringify(body))) {
    pieces.push(text);
    const content = file === undefined ? undefined : contents.get(file);
    if (content) for await (const piece of escapedText(content, sliceBytes)) pieces.push(piece);
  }
  return new Blob(pieces, { type: "application/json" });
}

/** A mark as JSON writes it. */
const ESCAPED_MARK = /\\u0000([\w-]+)\\u0000/g;

/** The text before each mark, with the mark's file; last, what is left. */
function* splitAtMarks(json: string): Generator<{ text: string; file?: string }, void> {
  let from = 0;
  for (const match of json.matchAll(ESCAPED_MARK)) {
    yield { text: json.slice(from, match.index), file: match[1]! };
    from = match.index + match[0].length;
  }
  yield { text: json.slice(from) };
}

/** The text of a file as the inside of a JSON string. Bytes that are no UTF-8 become U+FFFD, U+0000 too. */
async function* escapedText(content: Blob, sliceBytes: number): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for (let from = 0; from < content.size; from += sliceBytes) {
    const bytes = await content.slice(from, from + sliceBytes).arrayBuffer();
    const stream = from + sliceBytes < content.size;
    yield JSON.stringify(decoder.decode(bytes, { stream }).replaceAll("\u0000", "\ufffd")).slice(1, -1);
  }
}

export function contentsOf(attachments: readonly Attachment[]): Map<string, Blob> {
  return new Map(attachments.map(({ id, content }) => [id, content]));
}

/** The body for people to read: each file by its name. */
export function describeBody(json: string, attachments: readonly Attachment[]): string {
  const names = new Map(
    attachments.map(({ id, name, content }) => [
      id,
      JSON.stringify(`‹${name}, ${content.size} bytes›`).slice(1, -1),
    ]),
  );
  return [...splitAtMarks(json)]
    .map(({ text, file }) => text + (file === undefined ? "" : (names.get(file) ?? "")))
    .join("");
}
