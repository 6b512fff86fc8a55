import type { PromptSegment } from "../../engine/index.ts";
import type { Piece } from "./placeholders.ts";

/** Pieces as the engine takes them: neighbours of one kind joined, empty ones gone. */
export function toSegments(pieces: readonly Piece[]): PromptSegment[] {
  const segments: { trusted: boolean; text: string }[] = [];
  for (const { trusted, text } of pieces) {
    const previous = segments.at(-1);
    if (previous?.trusted === trusted) previous.text += text;
    else if (text !== "") segments.push({ trusted, text });
  }
  return segments;
}
