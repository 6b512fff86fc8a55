import { patternProblem } from "../../engine/index.ts";
import { SchemaProblem } from "./schema-verdict.ts";

/** Reading patterns takes up to 5 µs a character, and a request may bring a hundred schemas. */
const MAXIMUM_CHARACTERS = 65_536;

/** Holds the patterns of one request against the supported syntax, each distinct one once. */
export class PatternCheck {
  readonly #problems = new Map<string, string | undefined>();
  #characters = 0;

  /** What is wrong with a pattern, completing "'pattern' …"; undefined: nothing. @throws SchemaProblem */
  problemOf(pattern: string): string | undefined {
    if (this.#problems.has(pattern)) return this.#problems.get(pattern);
    this.#characters += pattern.length;
    if (this.#characters > MAXIMUM_CHARACTERS) {
      throw new SchemaProblem(`Expected at most ${MAXIMUM_CHARACTERS} total characters across patterns.`);
    }
    const problem = patternProblem(pattern);
    this.#problems.set(pattern, problem);
    return problem;
  }
}
