import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tool } from "../tool.ts";
import { type CallLayout, CallParser, type Head } from "./call-parser.ts";
import { BARE_JSON, type CallSyntax, listedJson, TAGGED_JSON } from "./call-syntax.ts";
import { GENERIC_SYNTAX, TEXT_HEAD } from "./generic-tools.ts";
import { TAGGED_PARAMETERS } from "./xml-syntax.ts";

const FUNCTION: Tool = {
  kind: "function",
  name: "get",
  parameters: { type: "object", properties: { a: { type: "string" }, b: {}, c: { enum: ["x", "y"] } } },
  strict: false,
};
const OTHER: Tool = { ...FUNCTION, name: "get_more" };
const CUSTOM: Tool = { kind: "custom", name: "run", format: { type: "text" } };
const TOOLS = [FUNCTION, OTHER, CUSTOM];

interface Call {
  readonly tool: Tool;
  readonly payload: string;
}

/** What a parser found, with the pieces of each call joined. */
function parse(layout: CallLayout, pieces: readonly string[]) {
  const parser = new CallParser(layout);
  let text = "";
  const calls: { tool: string; payload: string; complete?: boolean }[] = [];
  let end = 0;
  const parts = [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
  for (const part of parts) {
    if (part.type === "text") {
      text += part.text;
      expect(part.end - part.text.length).toBeGreaterThanOrEqual(end);
      end = part.end;
      expect(pieces.join("").slice(end - part.text.length, end)).toBe(part.text);
    } else if (part.type === "call-start") calls.push({ tool: part.tool.name, payload: "" });
    else if (part.type === "call-delta") calls.at(-1)!.payload += part.text;
    else calls.at(-1)!.complete = part.complete;
  }
  return { text, calls };
}

/** Cuts a text at arbitrary places, never inside a character. */
const cut = (text: string, seed: readonly number[]): string[] => {
  const characters = [...text];
  const pieces: string[] = [];
  for (let at = 0, turn = 0; at < characters.length; turn++) {
    const length = seed.length === 0 ? characters.length : Math.max(1, seed[turn % seed.length]!);
    pieces.push(characters.slice(at, at + length).join(""));
    at += length;
  }
  return pieces;
};

const layoutOf = (syntax: CallSyntax, place: CallLayout["place"]): CallLayout => {
  const heads = new Map<string, Head>(
    TOOLS.map((tool) => [syntax.head(tool.name), { tool, payload: syntax.payload(tool).parser }]),
  );
  if (syntax === GENERIC_SYNTAX) heads.set(TEXT_HEAD, "text");
  const behind = syntax.between === undefined ? {} : { between: syntax.tail + syntax.between };
  return { place, open: syntax.open, heads, stop: [], ...behind };
};

const seeds = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 });
const jsonObject = fc
  .dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
  .chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 1)));
const jsonCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ tool: fc.constantFrom(FUNCTION, OTHER), payload: jsonObject }),
  fc.record({ tool: fc.constant(CUSTOM), payload: fc.string({ unit: "grapheme" }) }),
);
const writtenJson = ({ tool, payload }: Call): string =>
  tool.kind === "function" ? payload : JSON.stringify({ input: payload });

const write = (syntax: CallSyntax, calls: readonly Call[], payload: (call: Call) => string): string => {
  const written = calls.map((call) => syntax.head(call.tool.name) + payload(call) + syntax.tail);
  return written.join(syntax.between ?? "") + syntax.close;
};

const words = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !/[<[{]/.test(text));

const JSON_SYNTAXES: readonly (readonly [string, CallSyntax])[] = [
  ["tagged JSON", TAGGED_JSON],
  ["listed JSON", listedJson("[TOOL_CALLS] [")],
  ["bare JSON", BARE_JSON],
  ["generic", GENERIC_SYNTAX],
];

describe("CallParser", () => {
  it.each(JSON_SYNTAXES)("finds the same forced calls in %s, however it is cut", (_, syntax) => {
    const maxLength = syntax.between === undefined ? 1 : 4;
    fc.assert(
      fc.property(fc.array(jsonCall, { minLength: 1, maxLength }), seeds, (calls, seed) => {
        const answer = write(syntax, calls, writtenJson);
        expect(parse(layoutOf(syntax, "start"), cut(answer, seed))).toEqual({
          text: "",
          calls: calls.map(({ tool, payload }) => ({ tool: tool.name, payload, complete: true })),
        });
      }),
    );
  });

  it.each(JSON_SYNTAXES.slice(0, 3))("tells text from calls in %s, however it is cut", (_, syntax) => {
    const maxLength = syntax.between === undefined ? 1 : 3;
    const calls = fc.array(jsonCall, { minLength: 0, maxLength });
    fc.assert(
      fc.property(words, calls, seeds, (before, calls, seed) => {
        const answer = before + (calls.length > 0 ? syntax.open + write(syntax, calls, writtenJson) : "");
        const found = parse(layoutOf(syntax, "open-anywhere"), cut(answer, seed));
        expect(found.calls.map((call) => call.payload)).toEqual(calls.map((call) => call.payload));
        expect(found.text).toBe(calls.length > 0 ? before.trimEnd() : before);
      }),
    );
  });

  it("reads tagged parameters as the JSON they stand for, however they are cut", () => {
    const value = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("</parameter>"));
    const calls = fc.array(
      fc.oneof(
        fc.record({ a: value, b: fc.jsonValue(), c: fc.constantFrom("x", "y") }, { requiredKeys: [] }),
        value,
      ),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(calls, seeds, (calls, seed) => {
        const parameter = (name: string, text: string) => `<parameter=${name}>\n${text}\n</parameter>\n`;
        const written = calls.map((call) => {
          if (typeof call === "string") return `\n<function=run>\n${parameter("input", call)}</function>`;
          const lines = (["a", "b", "c"] as const)
            .filter((name) => Object.hasOwn(call, name))
            .map((name) => parameter(name, name === "b" ? JSON.stringify(call.b) : call[name]!));
          return `\n<function=get>\n${lines.join("")}</function>`;
        });
        const answer = `Well.\n\n<tool_call>${written.join("\n</tool_call>\n<tool_call>")}\n</tool_call>`;
        const found = parse(layoutOf(TAGGED_PARAMETERS, "open-anywhere"), cut(answer, seed));
        expect(found.text).toBe("Well.");
        expect(found.calls.map((call) => call.complete)).toEqual(calls.map(() => true));
        const payloads = found.calls.map((call) =>
          call.tool === "run" ? call.payload : JSON.parse(call.payload),
        );
        const { stringify, parse: read } = JSON;
        expect(payloads).toEqual(
          calls.map((call) => (typeof call === "string" ? call : read(stringify(call)))),
        );
      }),
    );
  });

  it("says of a call that was cut off that it is not complete", () => {
    const answer = `${TAGGED_JSON.open}${write(TAGGED_JSON, [{ tool: FUNCTION, payload: '{"a": "b"}' }], writtenJson)}`;
    const whole = answer.indexOf('"b"}') + '"b"}'.length;
    for (let length = 0; length <= answer.length; length++) {
      const { text, calls } = parse(layoutOf(TAGGED_JSON, "open-anywhere"), [answer.slice(0, length)]);
      if (calls[0] !== undefined) expect(calls[0].complete).toBe(length >= whole);
      if (length >= TAGGED_JSON.open.length) expect(text).toBe("");
    }
  });

  it("gives out arguments as they come, and text up to what may open a call", () => {
    const parser = new CallParser(layoutOf(TAGGED_JSON, "open-anywhere"));
    expect(parser.push("Let me <tool")).toEqual([{ type: "text", text: "Let me", end: 6 }]);
    expect(parser.push("s")).toEqual([{ type: "text", text: " <tools", end: 13 }]);
    expect(parser.push(' <tool_call>\n{"name": "get", "arguments": {"a')).toEqual([
      { type: "call-start", tool: FUNCTION },
      { type: "call-delta", text: '{"a' },
    ]);
    expect(parser.push('": "b')).toEqual([{ type: "call-delta", text: '": "b' }]);
    expect(parser.push('"}}\n</tool_call>')).toEqual([
      { type: "call-delta", text: '"}' },
      { type: "call-end", complete: true },
    ]);
    expect(parser.end()).toEqual([]);
  });

  it("takes the generic answer in words for words, even where they look like a call", () => {
    const answer = `${TEXT_HEAD}Function: get\nArguments: {}`;
    expect(parse(layoutOf(GENERIC_SYNTAX, "start"), [...answer])).toEqual({
      text: "Function: get\nArguments: {}",
      calls: [],
    });
  });

  it("looks for a call at the start only, where the answer may be JSON of the client's", () => {
    const json = '{"text": "<tool_call>\\n{"}';
    expect(parse(layoutOf(TAGGED_JSON, "open-at-start"), [...json])).toEqual({ text: json, calls: [] });
  });

  it("ends the text at a stop word, however the answer is cut", () => {
    const stop = ["\n\n", "END", "<tool"];
    const texts = fc.array(fc.constantFrom("a", "\n", "E", "N", "D", "<", "<tool_call>", " "), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, seeds, fc.constantFrom("start", "open-anywhere"), (characters, seed, place) => {
        const text = characters.join("");
        const syntax = place === "start" ? GENERIC_SYNTAX : TAGGED_JSON;
        const layout = { ...layoutOf(syntax, place), stop };
        const found = parse(layout, cut(place === "start" ? TEXT_HEAD + text : text, seed));
        const ends = stop.map((word) => text.indexOf(word)).filter((at) => at >= 0);
        expect(found).toEqual({ text: text.slice(0, Math.min(...ends, text.length)), calls: [] });
      }),
    );
  });

  it("finds no stop word in a call", () => {
    const layout = { ...layoutOf(TAGGED_JSON, "open-anywhere"), stop: ["stop", "\n"] };
    const answer = `Hi${TAGGED_JSON.open}${write(TAGGED_JSON, [{ tool: FUNCTION, payload: '{"a": "stop"}' }], writtenJson)}`;
    expect(parse(layout, [...answer])).toEqual({
      text: "Hi",
      calls: [{ tool: "get", payload: '{"a": "stop"}', complete: true }],
    });
  });

  it("gives out as text what is no call after all", () => {
    const answer = 'a<tool_call>\n{"name": "unknown"}';
    expect(parse(layoutOf(TAGGED_JSON, "open-anywhere"), [...answer])).toEqual({ text: answer, calls: [] });
  });
});
