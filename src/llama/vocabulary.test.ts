import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { controlTokens, type TinyVocabularyKind, userDefinedTokens } from "../../test/tiny-model/index.ts";
import { tinyModelFile } from "../../test/tiny-model/tiny-model-file.ts";
import { Model, openLlama, tokenAttribute, type Vocabulary } from "./index.ts";

const plain = { addSpecial: false, parseSpecial: false };
const parsed = { addSpecial: false, parseSpecial: true };

async function vocabularyOf(kind: TinyVocabularyKind): Promise<Vocabulary> {
  const file = tinyModelFile({ vocabulary: kind });
  return (await Model.load(openLlama(), file, { vocabularyOnly: true })).vocabulary;
}

function bytesOf(vocabulary: Vocabulary, tokens: Int32Array, special = false): Buffer {
  return Buffer.concat(Array.from(tokens, (token) => vocabulary.pieceBytes(token, { special })));
}

describe.each(["spm", "bpe"] as const)("a vocabulary of kind %s", (kind) => {
  let vocabulary: Vocabulary;
  beforeAll(async () => {
    vocabulary = await vocabularyOf(kind);
  });

  it("says what it is", () => {
    expect(vocabulary.kind).toBe(kind);
    expect(vocabulary.text(vocabulary.beginOfSequence ?? -1)).toBe("<s>");
    expect(vocabulary.text(vocabulary.endOfSequence ?? -1)).toBe("</s>");
    expect(vocabulary.addsBeginOfSequence).toBe(kind === "spm");
  });

  it("lists control and user-defined tokens", () => {
    expect(vocabulary.controlTokens().map(({ text }) => text)).toEqual(["<s>", "</s>", ...controlTokens]);
    expect(vocabulary.userDefinedTokens().map(({ text }) => text)).toEqual([...userDefinedTokens]);
    for (const { token } of vocabulary.controlTokens()) {
      expect(vocabulary.isControl(token)).toBe(true);
      expect(vocabulary.attributes(token)).toBe(tokenAttribute.control);
    }
  });

  it("reads the text of control tokens as those tokens only when told to", () => {
    for (const { token, text } of vocabulary.controlTokens()) {
      expect([...vocabulary.tokenize(text, parsed)]).toContain(token);
      const untrusted = vocabulary.tokenize(`a${text}b`, plain);
      expect(Array.from(untrusted, (id) => vocabulary.isControl(id))).not.toContain(true);
      expect(bytesOf(vocabulary, untrusted).toString().trim()).toBe(`a${text}b`);
    }
  });

  it("adds a begin of sequence only when told to, and only where the model has it", () => {
    const tokens = vocabulary.tokenize("hello", { addSpecial: true, parseSpecial: false });
    expect(tokens[0] === vocabulary.beginOfSequence).toBe(kind === "spm");
    expect(vocabulary.tokenize("hello", plain)[0]).not.toBe(vocabulary.beginOfSequence);
  });

  it("merges known words into one token", () => {
    expect(vocabulary.tokenize(" world", plain).length).toBeLessThanOrEqual(2);
  });

  it("ends generation at end of sequence and end of turn, not at ordinary tokens", () => {
    const ends = vocabulary.controlTokens().filter(({ token }) => vocabulary.isEndOfGeneration(token));
    expect(ends.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["</s>", "<|im_end|>", "<|eot_id|>"]),
    );
    expect(vocabulary.isEndOfGeneration(vocabulary.tokenize("the", plain)[0] ?? -1)).toBe(false);
  });

  it("gives back any text byte for byte", () => {
    const prefix = kind === "spm" ? " " : "";
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        // Sentence pieces put a space before the first word.
        const tokens = vocabulary.tokenize(text, plain);
        expect(bytesOf(vocabulary, tokens).toString()).toBe(prefix + Buffer.from(text).toString());
      }),
      { seed: 41, numRuns: 100 },
    );
  });

  it("takes bytes that are no UTF-8 without harm", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        for (const token of vocabulary.tokenize(bytes, plain)) expect(token).toBeLessThan(vocabulary.size);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it("turns lone surrogates into replacement characters", () => {
    expect(bytesOf(vocabulary, vocabulary.tokenize("a\ud800b", plain)).toString().trim()).toBe("a\ufffdb");
  });

  it("gives nothing for nothing", () => {
    expect(vocabulary.tokenize("", plain)).toHaveLength(0);
    expect(vocabulary.detokenize([])).toBe("");
  });

  it("detokenizes with and without control tokens", () => {
    const tokens = vocabulary.tokenize("<|im_start|>hello world<|im_end|>", parsed);
    expect(vocabulary.detokenize(tokens)).not.toContain("im_start");
    expect(vocabulary.detokenize(tokens).trim()).toBe("hello world");
    expect(vocabulary.detokenize(tokens, { unparseSpecial: true })).toMatch(
      /^<\|im_start\|> ?hello world<\|im_end\|>$/,
    );
    expect(bytesOf(vocabulary, tokens, true).toString()).toMatch(/^<\|im_start\|> ?hello world<\|im_end\|>$/);
  });

  it("splits characters into byte pieces where it has no token for them", () => {
    const tokens = vocabulary.tokenize("\u{1f9ff}", plain);
    expect(tokens.length).toBeGreaterThan(1);
    expect(bytesOf(vocabulary, tokens).toString().trim()).toBe("\u{1f9ff}");
  });

  it("refuses token ids out of range", () => {
    const refused = expect.objectContaining({ code: "invalid-argument" });
    for (const token of [-1, vocabulary.size, 1.5, Number.NaN, 2 ** 40]) {
      expect(() => vocabulary.text(token)).toThrowError(refused);
      expect(() => vocabulary.pieceBytes(token, { special: false })).toThrowError(refused);
      expect(() => vocabulary.isEndOfGeneration(token)).toThrowError(refused);
      expect(() => vocabulary.detokenize([token])).toThrowError(refused);
    }
  });

  it("survives megabytes of one letter", () => {
    const text = "a".repeat(2 ** 20);
    expect(bytesOf(vocabulary, vocabulary.tokenize(text, plain)).toString().trim()).toHaveLength(text.length);
  });

  it("tokenizes on another thread as on this one", async () => {
    for (const text of ["", "hello world", "naïve 日本語 🙂\n\n", "<think>a".repeat(40), " ".repeat(999)]) {
      expect(await vocabulary.tokenizeAsync(text, plain)).toEqual(vocabulary.tokenize(text, plain));
    }
  });

  it("lets a model be disposed of while a text is tokenized", async () => {
    const model = await Model.load(openLlama(), tinyModelFile({ vocabulary: kind }), {
      vocabularyOnly: true,
    });
    const tokens = model.vocabulary.tokenizeAsync("hello ".repeat(20_000), plain);
    model[Symbol.dispose]();
    expect((await tokens).length).toBeGreaterThan(20_000);
    await expect(model.vocabulary.tokenizeAsync("hello", plain)).rejects.toMatchObject({ code: "freed" });
  });
});

describe("a vocabulary whose splitter the library runs as a regular expression", () => {
  it.each(["gpt-4o", "deepseek-v3", "tekken"])(
    "survives megabytes of one character with %s",
    async (splitter) => {
      const file = tinyModelFile({ vocabulary: "bpe", splitter });
      using model = await Model.load(openLlama(), file, { vocabularyOnly: true });
      for (const character of ["a", " ", "!", "é", "\n"]) {
        const text = character.repeat(2 ** 18);
        expect(
          bytesOf(model.vocabulary, model.vocabulary.tokenize(text, plain)).equals(Buffer.from(text)),
        ).toBe(true);
      }
    },
  );
});
