/** Reads what a call hands to its tool, wherever the answer is cut into pieces. */
export interface PayloadParser {
  /**
   * Reads `text` from `start` on and gives what is certain to `emit`. Returns where the payload
   * ended, or undefined while it goes on.
   */
  read(text: string, start: number, emit: (text: string) => void): number | undefined;
}
