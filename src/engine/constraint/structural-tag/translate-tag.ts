import {
  choice,
  EMPTY,
  type Expression,
  type Grammar,
  GrammarBuilder,
  optional,
  repeat,
  sequence,
  text,
} from "../automaton/expression.ts";
import { regexExpression } from "../automaton/regex-expression.ts";
import { ConstraintError } from "../constraint-error.ts";
import { parseEbnfInto } from "../ebnf/parse-ebnf.ts";
import { translateSchemaInto } from "../json-schema/translate-schema.ts";
import type { CharacterAutomaton } from "../text/character-automaton.ts";
import { ALL_CHARACTERS } from "../text/character-set.ts";
import { textUntil, textWithout } from "../text/text-until.ts";
import { parseTagFormat, type Tag, type TagFormat } from "./tag-format.ts";

/** Translates a structural tag into a grammar. @throws ConstraintError */
export function translateTag(source: string): Grammar {
  const builder = new GrammarBuilder();
  return builder.build(new TagTranslator(builder).format(parseTagFormat(source), []));
}

class TagTranslator {
  readonly #builder: GrammarBuilder;

  constructor(builder: GrammarBuilder) {
    this.#builder = builder;
  }

  /**
   * The format, followed by one of the ends where there are any. Free text must know what ends it:
   * it goes up to the first of them and no further.
   */
  format(format: TagFormat, ends: readonly string[]): Expression {
    switch (format.type) {
      case "any_text":
        return this.#freeText(ends);
      case "triggered_tags":
        return this.#triggered(format, ends);
      case "or":
        return choice(...format.elements.map((element) => this.format(element, ends)));
      case "sequence": {
        const last = format.elements.length - 1;
        return sequence(
          ...format.elements.map((element, index) => this.format(element, index === last ? ends : [])),
        );
      }
      default:
        return sequence(this.#bounded(format), anyOf(ends));
    }
  }

  #bounded(
    format: Exclude<TagFormat, { type: "any_text" | "triggered_tags" | "or" | "sequence" }>,
  ): Expression {
    switch (format.type) {
      case "const_string":
        return text(format.value);
      case "json_schema":
        return translateSchemaInto(format.json_schema, format.strict, this.#builder).expression;
      case "regex":
        return regexExpression(format.pattern);
      case "grammar":
        return parseEbnfInto(format.grammar, this.#builder);
      case "tag":
        return this.#tag(format);
      case "tags_with_separator":
        return this.#separated(format);
    }
  }

  #tag({ begin, content, ends, label }: Tag): Expression {
    try {
      return sequence(text(begin), this.#content(content, ends));
    } catch (error) {
      if (!(error instanceof ConstraintError) || label === undefined) throw error;
      throw new ConstraintError(error.message, label);
    }
  }

  #content(content: TagFormat, ends: readonly string[]): Expression {
    return this.format(content, ends.includes("") ? [] : ends);
  }

  #separated(format: Extract<TagFormat, { type: "tags_with_separator" }>): Expression {
    const tag = this.#builder.rule(choice(...format.tags.map((item) => this.#tag(item))));
    const more = format.stopAfterFirst
      ? EMPTY
      : repeat(sequence(text(format.separator), tag), 0, Number.POSITIVE_INFINITY);
    const tags = sequence(tag, more);
    return format.atLeastOne ? tags : optional(tags);
  }

  #triggered(format: Extract<TagFormat, { type: "triggered_tags" }>, ends: readonly string[]): Expression {
    const { triggers, tags, atLeastOne, stopAfterFirst } = format;
    const words = [...triggers, ...ends];
    const found = triggers.map((trigger, index) => {
      const begun = tags.filter(({ begin }) => begin.startsWith(trigger));
      if (begun.length === 0)
        throw new ConstraintError(`No tag begins with the trigger ${JSON.stringify(trigger)}.`);
      const rest = begun.map((tag) => this.#tag({ ...tag, begin: tag.begin.slice(trigger.length) }));
      return sequence(this.#until(words, index), choice(...rest));
    });
    const next = choice(...found);
    const finish =
      ends.length === 0
        ? this.#text(textWithout(words))
        : choice(...ends.map((_, index) => this.#until(words, triggers.length + index)));
    const first = choice(...tags.map((tag) => this.#tag(tag)));
    if (stopAfterFirst) {
      const stopped = sequence(atLeastOne ? first : next, anyOf(ends));
      return atLeastOne ? stopped : choice(stopped, finish);
    }
    const rest = sequence(repeat(next, 0, Number.POSITIVE_INFINITY), finish);
    return atLeastOne ? sequence(first, rest) : rest;
  }

  #freeText(ends: readonly string[]): Expression {
    if (ends.length > 0) return choice(...ends.map((_, index) => this.#until(ends, index)));
    return repeat({ kind: "characters", characters: ALL_CHARACTERS }, 0, Number.POSITIVE_INFINITY);
  }

  #until(words: readonly string[], word: number): Expression {
    return this.#text(textUntil(words, word));
  }

  /** A rule of its own: without calls in it, the masks of free text are found fast, and once for all. */
  #text(automaton: CharacterAutomaton): Expression {
    return this.#builder.rule({ kind: "automaton", automaton, encoding: "text" });
  }
}

function anyOf(ends: readonly string[]): Expression {
  return ends.length === 0 ? EMPTY : choice(...ends.map(text));
}
