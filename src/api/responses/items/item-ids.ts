import { createHash } from "node:crypto";

/**
 * Ids of what a response puts out. They follow from the response's own unpredictable id, so that a
 * response which is made again after a crash has the same ones.
 */
export class ItemIds {
  readonly #responseId: string;

  constructor(responseId: string) {
    this.#responseId = responseId;
  }

  item(prefix: string, outputIndex: number): string {
    return `${prefix}_${this.#digest(`item/${outputIndex}`).slice(0, 48)}`;
  }

  call(outputIndex: number): string {
    return `call_${this.#digest(`call/${outputIndex}`).slice(0, 24)}`;
  }

  #digest(what: string): string {
    return createHash("sha256").update(`${this.#responseId}/${what}`).digest("hex");
  }
}
