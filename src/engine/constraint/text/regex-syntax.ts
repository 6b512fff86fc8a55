import type { CharacterSet } from "./character-set.ts";

/** A regular expression as written; lazy and greedy quantifiers describe the same texts. */
export type RegexSyntax =
  | { readonly kind: "characters"; readonly characters: CharacterSet }
  | { readonly kind: "sequence"; readonly items: readonly RegexSyntax[] }
  | { readonly kind: "choice"; readonly items: readonly RegexSyntax[] }
  | {
      readonly kind: "repeat";
      readonly item: RegexSyntax;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "lookahead"; readonly item: RegexSyntax; readonly negative: boolean };
