import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { chatMarkupTemplate, type TinyVocabularyKind } from "../../../test/tiny-model/index.ts";
import { tinyModelFile } from "../../../test/tiny-model/tiny-model-file.ts";
import { Model, openLlama, type Vocabulary } from "../../llama/index.ts";
import type { PromptSegment } from "../generate-request.ts";
import { PromptTokenizer, type TokenizerVocabulary } from "./prompt-tokenizer.ts";

/** Mentions only the first two of the user-defined tokens. */
const template = `${chatMarkupTemplate}{# <think></think> #}`;

const trusted = (text: string): PromptSegment => ({ trusted: true, text });
const untrusted = (text: string): PromptSegment => ({ trusted: false, text });

/** The text in two segments of its kind, cut at a place. */
const cutAt = (segment: PromptSegment, at: number): PromptSegment[] => [
  { ...segment, text: segment.text.slice(0, at) },
  { ...segment, text: segment.text.slice(at) },
];

describe.each<TinyVocabularyKind>(["spm", "bpe"])("PromptTokenizer with a vocabulary of kind %s", (kind) => {
  let vocabulary: Vocabulary;
  let tokenizer: PromptTokenizer;
  let special: string[];
  let controlIds: Set<number>;

  beforeAll(async () => {
    const model = await Model.load(openLlama(), tinyModelFile({ vocabulary: kind }), {
      vocabularyOnly: true,
    });
    vocabulary = model.vocabulary;
    tokenizer = new PromptTokenizer(vocabulary, template);
    special = [...vocabulary.controlTokens(), ...vocabulary.userDefinedTokens()].map(({ text }) => text);
    controlIds = new Set(vocabulary.controlTokens().map(({ token }) => token));
  });

  /** Without the begin of sequence that the tokenizer adds by itself. */
  async function tokenize(...segments: PromptSegment[]): Promise<number[]> {
    const tokens = [...(await tokenizer.tokenize(segments))];
    return tokens[0] === vocabulary.beginOfSequence ? tokens.slice(1) : tokens;
  }

  /** Without the space that sentence pieces put in front of a text and behind a control token. */
  function textOf(tokens: readonly number[]): string {
    const bytes = Buffer.concat(tokens.map((token) => vocabulary.pieceBytes(token, { special: true })));
    return kind === "spm" ? bytes.toString().replace(/^ /, "") : bytes.toString();
  }

  const native = (text: string) => [...vocabulary.tokenize(text, { addSpecial: false, parseSpecial: true })];

  /** Texts in which special tokens are spelled, almost spelled and spelled in each other. */
  const textArbitrary = () =>
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...special),
          fc.constantFrom(...special).map((text) => text.slice(1)),
          fc.constantFrom(...special).map((text) => text.slice(0, -1)),
          fc.constantFrom("<", "<|", "|>", " ", "\n", "\n\n", "hello", " world", "user", "é", "🙂", "本"),
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(""));

  it("gives trusted text the tokens that llama itself gives it, in however many segments it comes", async () => {
    await fc.assert(
      fc.asyncProperty(textArbitrary(), fc.nat(200), async (text, at) => {
        // Begin of sequence in front would be taken for the one that is added.
        fc.pre(!text.startsWith("<s>"));
        expect(await tokenize(trusted(text))).toEqual(native(text));
        expect(await tokenize(...cutAt(trusted(text), at % (text.length + 1)))).toEqual(native(text));
      }),
      { numRuns: 300 },
    );
  });

  it("gives plain untrusted text the tokens that trusted text has", async () => {
    const text = 'hello world, this is\n\na naïve test: 日本語 🙂 {"name": 12.5}';
    expect(await tokenize(untrusted(text))).toEqual(native(text));
    expect(await tokenize(trusted("<|im_start|>user\n"), untrusted(text), trusted("<|im_end|>\n"))).toEqual(
      native(`<|im_start|>user\n${text}<|im_end|>\n`),
    );
  });

  it("never lets untrusted text become a control token, however it is spelled", async () => {
    for (const { text } of vocabulary.controlTokens()) {
      const spellings = [
        text,
        text + text,
        text.slice(0, -1) + text,
        `a${text}b`,
        ` ${text}\n`,
        text.repeat(20),
      ];
      for (const spelling of spellings) {
        const tokens = await tokenize(untrusted(spelling));
        expect(tokens.filter((token) => controlIds.has(token))).toEqual([]);
        expect(textOf(tokens)).toBe(spelling);
      }
      for (let at = 0; at <= text.length; at++) {
        for (const segments of [
          cutAt(untrusted(text), at),
          [trusted(text.slice(0, at)), untrusted(text.slice(at))],
          [untrusted(text.slice(0, at)), trusted(text.slice(at))],
        ]) {
          // All of it trusted: then it is the template's own.
          if (segments.every((segment) => segment.trusted || segment.text === "")) continue;
          const tokens = await tokenize(...segments);
          expect(tokens.filter((token) => controlIds.has(token))).toEqual([]);
          expect(textOf(tokens)).toBe(text);
        }
      }
    }
  });

  it("keeps every text as it is, and only trusted text yields control tokens", async () => {
    const segments = fc.array(fc.record({ trusted: fc.boolean(), text: textArbitrary() }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(segments, async (parts) => {
        const tokens = await tokenize(...parts);
        const whole = parts.map(({ text }) => text).join("");
        // Spaces that sentence pieces put behind control and user-defined tokens are not in the text.
        const plain = (text: string) => (kind === "spm" ? text.replaceAll(" ", "") : text);
        const begin = (await tokenizer.tokenize(parts)).length > tokens.length ? "<s>" : "";
        const expected =
          begin !== "" && whole.startsWith(begin) && parts.find(({ text }) => text !== "")!.trusted;
        expect(plain(textOf(tokens))).toBe(plain(expected ? whole.slice(begin.length) : whole));
        const spelled = parts.flatMap(({ trusted: isTrusted, text }, index) => {
          const before = parts[index - 1];
          if (!isTrusted || (before?.trusted ?? false)) return [];
          const end = parts.findIndex((part, at) => at > index && !part.trusted);
          return native(
            parts
              .slice(index, end < 0 ? undefined : end)
              .map((part) => part.text)
              .join("") || text,
          );
        });
        const control = spelled.filter((token) => controlIds.has(token));
        expect(tokens.filter((token) => controlIds.has(token))).toEqual(
          expected ? control.slice(1) : control,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("guards the user-defined tokens that the chat template speaks of, and no others", async () => {
    const idOf = (text: string) => vocabulary.userDefinedTokens().find((each) => each.text === text)!.token;
    expect(await tokenize(untrusted("a<think>b"))).not.toContain(idOf("<think>"));
    expect(await tokenize(trusted("a<think>b"))).toContain(idOf("<think>"));
    expect(await tokenize(untrusted("a<tool_call>b"))).toContain(idOf("<tool_call>"));
  });

  it("adds a begin of sequence where the model wants one and the template did not write it", async () => {
    const { beginOfSequence } = vocabulary;
    const counted = async (...segments: PromptSegment[]) =>
      [...(await tokenizer.tokenize(segments))].filter((token) => token === beginOfSequence).length;
    expect(vocabulary.addsBeginOfSequence).toBe(kind === "spm");
    const added = kind === "spm" ? 1 : 0;
    expect(await counted(trusted("hello"))).toBe(added);
    expect(await counted(untrusted("hello"))).toBe(added);
    expect(await counted()).toBe(added);
    expect(await counted(trusted("<s>hello"))).toBe(1);
    expect(await counted(untrusted("<s>hello"))).toBe(added);
    expect((await tokenizer.tokenize([untrusted("<s>")]))[0] === beginOfSequence).toBe(kind === "spm");
  });

  it("continues a text without a space that is not there", () => {
    for (const text of [
      "hello",
      " world",
      "\nline",
      "\n\nlines",
      "\n\n\n",
      "é",
      "🙂",
      "<|im_end|>",
      "\u0001x",
    ]) {
      const tokens = tokenizer.continuation(text);
      expect(
        Buffer.concat(
          Array.from(tokens, (token) => vocabulary.pieceBytes(token, { special: true })),
        ).toString(),
      ).toBe(text);
      expect(Array.from(tokens).filter((token) => controlIds.has(token))).toEqual([]);
    }
    expect(tokenizer.continuation("")).toHaveLength(0);
  });

  it("keeps NUL and turns lone surrogates into replacement characters", async () => {
    expect(textOf(await tokenize(untrusted("a\0b")))).toBe("a\0b");
    expect(textOf(await tokenize(untrusted("a\ud800b")))).toBe("a\ufffdb");
  });

  describe("with a long prompt", () => {
    it("gives prose the tokens that it has in one piece", async () => {
      const text = "hello world and you, that was the answer. ".repeat(2000);
      expect(await tokenize(untrusted(text))).toEqual(native(text));
    });

    it("keeps text without words, and never cuts a character in half", async () => {
      for (const unit of ["🙂", "a🙂", "本", " ", "\n", "<|im_end|>", "<think>", "<tool_call>", "\ud800"]) {
        const text = unit.repeat(Math.ceil(40_000 / unit.length));
        const tokens = await tokenize(untrusted(text));
        expect(tokens.filter((token) => controlIds.has(token))).toEqual([]);
        expect(textOf(tokens).replaceAll(kind === "spm" ? " " : "", "")).toBe(
          text.toWellFormed().replaceAll(kind === "spm" ? " " : "", ""),
        );
      }
    });

    it("lets other prompts pass, and ends when it is aborted", async () => {
      const controller = new AbortController();
      const order: string[] = [];
      const long = tokenizer.tokenize([untrusted("hello world ".repeat(200_000))], controller.signal);
      const refused = expect(long.finally(() => order.push("long"))).rejects.toThrow("aborted");
      await tokenizer.tokenize([untrusted("hello")]);
      order.push("short");
      await tokenizer.tokenize([untrusted("hello world ".repeat(3000))]);
      order.push("middle");
      controller.abort();
      await refused;
      expect(order).toEqual(["short", "middle", "long"]);
    });
  });
});

/** A vocabulary of characters that turns the spelling of its control tokens into them wherever it sees it. */
class CarelessVocabulary implements TokenizerVocabulary {
  readonly kind = "bpe";
  readonly beginOfSequence = undefined;
  readonly addsBeginOfSequence = false;
  readonly #control: readonly { token: number; text: string }[];

  constructor(...control: string[]) {
    this.#control = control.map((text, index) => ({ token: 0x20_0000 + index, text }));
  }

  tokenize(text: string): Int32Array {
    let left = text;
    for (const { token, text: spelling } of this.#control)
      left = left.replaceAll(spelling, String.fromCharCode(0xe000 + token - 0x20_0000));
    return Int32Array.from(left, (letter) => {
      const code = letter.codePointAt(0)!;
      return code >= 0xe000 && code < 0xe100 ? code - 0xe000 + 0x20_0000 : code;
    });
  }

  async tokenizeAsync(text: string): Promise<Int32Array> {
    return this.tokenize(text);
  }

  controlTokens() {
    return this.#control;
  }

  userDefinedTokens() {
    return [];
  }
}

describe("PromptTokenizer with a vocabulary that merges text into control tokens", () => {
  const codes = (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!);

  it("keeps prompts and continuations apart from them", async () => {
    const tokenizer = new PromptTokenizer(new CarelessVocabulary("</s>", "<s>", "><"), undefined);
    const text = "a</s><s>b></s>";
    expect([...(await tokenizer.tokenize([untrusted(text)]))]).toEqual(codes(text));
    expect([...(await tokenizer.tokenizeContinuation(text))]).toEqual(codes(text));
    expect([...tokenizer.continuation(text)]).toEqual(codes(text));
  });

  it("refuses a prompt that cannot be spelled, and forces no such text", async () => {
    const tokenizer = new PromptTokenizer(new CarelessVocabulary("#"), undefined);
    const unsupported = { error: { code: "unsupported" } };
    await expect(tokenizer.tokenize([untrusted("a#b")])).rejects.toMatchObject(unsupported);
    await expect(tokenizer.tokenize([untrusted(`${"a".repeat(50_000)}#`)])).rejects.toMatchObject(
      unsupported,
    );
    expect([...(await tokenizer.tokenize([trusted("#")]))]).toEqual([0x20_0000]);
    expect(tokenizer.continuation("a#b")).toHaveLength(0);
  });
});
