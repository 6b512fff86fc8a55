import type { Deprecation } from "../../config/index.ts";
import type { ServedModel, ServedModels } from "../../inference/index.ts";
import { modelRetired } from "../errors/model-not-found.ts";

/** Where a model stands between its release and its end. */
export type LifecycleState =
  | { readonly kind: "active" }
  | { readonly kind: "deprecated"; readonly deprecation: Deprecation }
  | { readonly kind: "retired"; readonly deprecation: Deprecation };

const ACTIVE: LifecycleState = { kind: "active" };

/** However often it is asked, its end is written to the log this often at most. */
const LINE_MILLISECONDS = 3_600_000;

/** A chain of replacements that is longer than this leads in circles. */
const LONGEST_CHAIN = 8;

/** Knows which models have an end, and what comes after it. */
export class ModelLifecycle {
  readonly #deprecations: ReadonlyMap<string, Deprecation>;
  readonly #models: ServedModels;
  readonly #now: () => number;
  /** When the end of each was last in the log. */
  readonly #told = new Map<string, number>();

  /** `now` in Unix milliseconds. */
  constructor(deprecations: Readonly<Record<string, Deprecation>>, models: ServedModels, now: () => number) {
    this.#deprecations = new Map(Object.entries(deprecations));
    this.#models = models;
    this.#now = now;
  }

  /** An alias ends with its snapshot at the latest, a snapshot may outlive its alias. */
  deprecationOf(name: string): Deprecation | undefined {
    const snapshot = this.#models.resolve(name)?.snapshot ?? name;
    return this.#deprecations.get(name) ?? this.#deprecations.get(snapshot);
  }

  stateOf(name: string): LifecycleState {
    const deprecation = this.deprecationOf(name);
    if (deprecation === undefined) return ACTIVE;
    const now = this.#now();
    if (now >= Date.parse(deprecation.shutdown)) return { kind: "retired", deprecation };
    const { announced } = deprecation;
    const isKnown = announced === undefined || now >= Date.parse(announced);
    return isKnown ? { kind: "deprecated", deprecation } : ACTIVE;
  }

  /** Throws an `ApiError` (404) where the model has come to its end, whatever stands in for it. */
  refuseRetired(name: string): void {
    const state = this.stateOf(name);
    if (state.kind === "retired") throw modelRetired(name, state.deprecation);
  }

  /** Whether it is time to say again in the log that somebody asks a model which ends. */
  isWorthALine(name: string): boolean {
    const now = this.#now();
    if ((this.#told.get(name) ?? Number.NEGATIVE_INFINITY) + LINE_MILLISECONDS > now) return false;
    this.#told.set(name, now);
    return true;
  }

  /** What answers under a name; for a retired one its replacement, where it is to stand in. */
  resolve(name: string): ServedModel | undefined {
    let current = name;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      const state = this.stateOf(current);
      if (state.kind !== "retired") return this.#models.resolve(current);
      const { redirect, replacement } = state.deprecation;
      if (!redirect || replacement === undefined) return undefined;
      current = replacement;
    }
    return undefined;
  }
}
