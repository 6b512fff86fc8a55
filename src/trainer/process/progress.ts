/** Weight of the newest step in the speed that is told. */
const NEWEST = 0.3;

/** Tells speed and time left from the steps so far. */
export class Progress {
  readonly #totalTokens: number;
  #trainedTokens: number;
  #speed: number | undefined;

  constructor(totalTokens: number, trainedTokens: number) {
    this.#totalTokens = totalTokens;
    this.#trainedTokens = trainedTokens;
  }

  observe(
    trainedTokens: number,
    milliseconds: number,
  ): { readonly tokensPerSecond: number; readonly secondsLeft: number } {
    const speed = (trainedTokens - this.#trainedTokens) / Math.max(0.001, milliseconds / 1000);
    this.#trainedTokens = trainedTokens;
    this.#speed = this.#speed === undefined ? speed : this.#speed + NEWEST * (speed - this.#speed);
    const left = Math.max(0, this.#totalTokens - trainedTokens);
    return { tokensPerSecond: this.#speed, secondsLeft: left / Math.max(1e-6, this.#speed) };
  }
}
