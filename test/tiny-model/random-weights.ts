/** A seeded stream of weights: the same seed gives the same model on every machine. */
export class RandomWeights {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1), by the splitmix32 generator. */
  uniform(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** Mean 0 and the given deviation. Uniform, for speed: only mean and spread matter here. */
  array(length: number, deviation: number): Float32Array {
    const spread = deviation * Math.sqrt(12);
    return Float32Array.from({ length }, () => (this.uniform() - 0.5) * spread);
  }
}
