/** One line of a file, without its end. Offsets count bytes from the file's beginning. */
export type FileLine =
  | {
      readonly kind: "line";
      /** From 1. */
      readonly number: number;
      readonly offset: number;
      /** Where the next line begins. */
      readonly end: number;
      readonly bytes: Uint8Array;
    }
  /** Longer than was asked for: its bytes are not here. */
  | { readonly kind: "too-long"; readonly number: number; readonly offset: number; readonly end: number };

export interface LineOptions {
  /** Bounds what is held in memory. */
  readonly maximumBytes: number;
  /** Where to begin: the start of a line, and that line's number. */
  readonly from?: { readonly offset: number; readonly number: number };
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts bytes into lines at `\n` or `\r\n`. A last line without an end counts if it is not empty; empty lines in
 * between are lines. A byte order mark at the very beginning is left out.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  { maximumBytes, from = { offset: 0, number: 1 } }: LineOptions,
): AsyncGenerator<FileLine> {
  let { offset, number } = from;
  let pieces: Uint8Array[] = [];
  let length = 0;
  const finished = (end: number): FileLine => {
    const whole = Buffer.concat(pieces);
    const line: FileLine =
      length > maximumBytes
        ? { kind: "too-long", number, offset, end }
        : { kind: "line", number, offset, end, bytes: trimmed(whole, offset === 0) };
    number++;
    offset = end;
    pieces = [];
    length = 0;
    return line;
  };
  const add = (piece: Uint8Array) => {
    length += piece.byteLength;
    if (length <= maximumBytes) pieces.push(piece);
    else pieces = [];
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const at = chunk.indexOf(newline, start);
      if (at === -1) break;
      add(chunk.subarray(start, at));
      yield finished(offset + length + 1);
      start = at + 1;
    }
    if (start < chunk.byteLength) add(chunk.subarray(start));
  }
  if (length > 0) yield finished(offset + length);
}

function trimmed(line: Buffer, first: boolean): Uint8Array {
  const start = first && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
  const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
  return line.subarray(start, end);
}
