import { WeightsError } from "../weights-error.ts";
import type { MetadataValue } from "./metadata.ts";

interface IntegerBounds {
  readonly maximum: number;
  readonly minimum?: number;
  readonly fallback?: number;
}

/** Typed, bounded access to a header's values. Keys are those after the architecture's name. */
export class MetadataReader {
  readonly architecture: string;
  readonly #metadata: ReadonlyMap<string, MetadataValue>;

  constructor(metadata: ReadonlyMap<string, MetadataValue>) {
    this.#metadata = metadata;
    const architecture = metadata.get("general.architecture");
    if (typeof architecture !== "string" || !/^[\w.-]{1,64}$/.test(architecture)) {
      throw new WeightsError("invalid-gguf", "general.architecture is missing");
    }
    if (architecture === "clip") {
      throw new WeightsError("invalid-gguf", "this is an image projector (mmproj), not a language model");
    }
    this.architecture = architecture;
  }

  /** A whole number from `minimum` (0) to `maximum`. Without a fallback the key must be there. */
  integer(key: string, bounds: IntegerBounds): number {
    const value = this.#checked(key, this.#get(key) ?? bounds.fallback, bounds.maximum);
    if (value >= (bounds.minimum ?? 0)) return value;
    throw new WeightsError("invalid-gguf", `${this.#name(key)} is ${value}`);
  }

  /** One value for every layer: headers give a single number for all, or an array. */
  perLayer(key: string, layers: number, fallback: number, maximum = 2 ** 24): readonly number[] {
    const value = this.#get(key) ?? fallback;
    if (!Array.isArray(value)) return new Array<number>(layers).fill(this.#checked(key, value, maximum));
    if (value.length < layers) {
      throw new WeightsError(
        "invalid-gguf",
        `${this.#name(key)} has ${value.length} values for ${layers} layers`,
      );
    }
    return value.slice(0, layers).map((one: unknown) => this.#checked(key, one, maximum));
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  vocabularySize(): number {
    const tokens = this.#metadata.get("tokenizer.ggml.tokens");
    if (typeof tokens === "object" && "elided" in tokens)
      return this.#checked("vocab_size", tokens.length, 2 ** 24);
    return this.integer("vocab_size", { maximum: 2 ** 24, fallback: 0 });
  }

  #name(key: string): string {
    return `${this.architecture}.${key}`;
  }

  #get(key: string): MetadataValue | undefined {
    return this.#metadata.get(this.#name(key));
  }

  #checked(key: string, value: unknown, maximum: number): number {
    const number = typeof value === "boolean" ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= maximum)
      return number;
    const problem = value === undefined ? "is missing" : `is not a whole number from 0 to ${maximum}`;
    throw new WeightsError("invalid-gguf", `${this.#name(key)} ${problem}`);
  }
}
