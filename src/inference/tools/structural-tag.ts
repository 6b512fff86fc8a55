import type { ConstraintSource } from "../../engine/index.ts";
import type { JsonObject } from "../json.ts";

/** The parts of a structural tag, as the engine's constraints read them. */
export type TagFormat =
  | { readonly type: "const_string"; readonly value: string }
  /** Without `strict`, what cannot be enforced is left out. */
  | { readonly type: "json_schema"; readonly json_schema: JsonObject; readonly strict: boolean }
  | { readonly type: "grammar"; readonly grammar: string }
  | { readonly type: "any_text" }
  | { readonly type: "sequence"; readonly elements: readonly TagFormat[] }
  | { readonly type: "or"; readonly elements: readonly TagFormat[] }
  | Tag
  | {
      readonly type: "triggered_tags";
      readonly triggers: readonly string[];
      readonly tags: readonly Tag[];
      readonly stop_after_first: boolean;
    }
  | {
      readonly type: "tags_with_separator";
      readonly separator: string;
      readonly tags: readonly Tag[];
      readonly at_least_one: true;
      readonly stop_after_first: boolean;
    };

export interface Tag {
  readonly type: "tag";
  readonly begin: string;
  readonly content: TagFormat;
  readonly end: string;
  /** Comes back with what is wrong with the tag. */
  readonly label?: string;
}

export function structuralTag(format: TagFormat): ConstraintSource {
  return { kind: "structural-tag", format: JSON.stringify({ type: "structural_tag", format }) };
}

export const text = (value: string): TagFormat => ({ type: "const_string", value });

export const sequence = (...elements: TagFormat[]): TagFormat => ({ type: "sequence", elements });

/** One of the formats; of a single one, that one. */
export function oneOf(elements: readonly TagFormat[]): TagFormat {
  return elements.length === 1 ? elements[0]! : { type: "or", elements };
}

export const NOTHING: TagFormat = { type: "grammar", grammar: 'root ::= ""' };
