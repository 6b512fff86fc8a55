import type { JsonValue } from "../json.ts";
import { SchemaProblem } from "./schema-verdict.ts";

const MAXIMUM_PROPERTIES = 5_000;
const MAXIMUM_LEVELS = 10;
const MAXIMUM_CHARACTERS = 120_000;
const MAXIMUM_ENUM_VALUES = 1_000;
/** From this many values on, an enum's values are limited in length too. */
const LARGE_ENUM = 250;
const MAXIMUM_LARGE_ENUM_CHARACTERS = 15_000;

const WAY_OUT =
  "Consider reducing the number of enums, or use 'strict: false' to opt out of structured outputs.";

/** Counts what the documented limits of strict schemas speak of. */
export class SchemaTotals {
  #properties = 0;
  #levels = 0;
  #characters = 0;
  #enumValues = 0;
  #largestEnum = 0;

  addLevel(level: number): void {
    this.#levels = Math.max(this.#levels, level);
  }

  addProperty(name: string): void {
    this.#properties += 1;
    this.addName(name);
  }

  /** Of a property, a definition, or a constant. */
  addName(name: string): void {
    this.#characters += name.length;
  }

  addEnum(values: readonly JsonValue[]): void {
    const characters = values.reduce((sum: number, value) => sum + spelled(value).length, 0);
    this.#enumValues += values.length;
    this.#characters += characters;
    if (values.length > LARGE_ENUM && values.every((value) => typeof value === "string")) {
      this.#largestEnum = Math.max(this.#largestEnum, characters);
    }
  }

  addConstant(value: JsonValue): void {
    this.addName(spelled(value));
  }

  /** @throws SchemaProblem */
  check(): void {
    if (this.#levels > MAXIMUM_LEVELS) {
      throw new SchemaProblem(`${this.#levels} levels of nesting exceeds limit of ${MAXIMUM_LEVELS}.`);
    }
    if (this.#properties > MAXIMUM_PROPERTIES) {
      throw new SchemaProblem(`${this.#properties} parameters exceeds limit of ${MAXIMUM_PROPERTIES}.`);
    }
    if (this.#enumValues > MAXIMUM_ENUM_VALUES) {
      throw new SchemaProblem(
        `Expected at most ${MAXIMUM_ENUM_VALUES} enum values in total within a single schema when using structured outputs, but received ${this.#enumValues}. ${WAY_OUT}`,
      );
    }
    if (this.#largestEnum > MAXIMUM_LARGE_ENUM_CHARACTERS) {
      throw new SchemaProblem(
        `Expected at most ${MAXIMUM_LARGE_ENUM_CHARACTERS} total characters across enum values when there are more than ${LARGE_ENUM} enum values, but received ${this.#largestEnum}. ${WAY_OUT}`,
      );
    }
    if (this.#characters > MAXIMUM_CHARACTERS) {
      throw new SchemaProblem(
        `Expected at most ${MAXIMUM_CHARACTERS} total characters across property names, definition names, enum values and const values, but received ${this.#characters}.`,
      );
    }
  }
}

function spelled(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
