/**
 * Pieces of a text that fit, in order, cut between lines or words where there are any. `undefined`
 * where more than `maximumPieces` would be needed.
 */
export async function splitText(
  text: string,
  fits: (piece: string) => Promise<boolean>,
  maximumPieces: number,
): Promise<string[] | undefined> {
  const pieces: string[] = [];
  const rest = [text];
  for (let piece = rest.pop(); piece !== undefined; piece = rest.pop()) {
    if (piece.trim() === "") continue;
    if (piece.length === 1 || (await fits(piece))) {
      pieces.push(piece);
    } else {
      const cut = nearMiddle(piece);
      rest.push(piece.slice(cut), piece.slice(0, cut));
    }
    if (pieces.length + rest.length > maximumPieces) return undefined;
  }
  return pieces;
}

/** Where a text is best cut in two, not far from its middle; never inside a surrogate pair. */
function nearMiddle(text: string): number {
  const middle = Math.floor(text.length / 2);
  const reach = Math.floor(text.length / 8);
  const isInside = (end: number) => end > 0 && end < text.length;
  for (const separator of ["\n", " "]) {
    const nearest = [text.indexOf(separator, middle), text.lastIndexOf(separator, middle)];
    const cut = nearest
      .map((position) => position + 1)
      .find((end) => isInside(end) && Math.abs(end - middle) <= reach + 1);
    if (cut !== undefined) return cut;
  }
  const code = text.charCodeAt(middle);
  return code >= 0xdc00 && code <= 0xdfff && middle + 1 < text.length ? middle + 1 : middle;
}
