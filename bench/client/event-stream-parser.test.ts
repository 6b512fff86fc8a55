import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventStreamParser } from "./event-stream-parser.ts";

const parse = (...pieces: string[]) => {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe("EventStreamParser", () => {
  it("gives the data of each event", () => {
    expect(parse('data: {"a":1}\n\ndata: [DONE]\n\n')).toEqual(['{"a":1}', "[DONE]"]);
  });

  it("keeps an event back until its blank line has come", () => {
    const parser = new EventStreamParser();
    expect(parser.push("data: one\n")).toEqual([]);
    expect(parser.push("\n")).toEqual(["one"]);
  });

  it("passes over comments, names and events without data", () => {
    expect(parse(": waiting\n\nevent: delta\nid: 7\ndata: x\n\nevent: empty\n\n")).toEqual(["x"]);
  });

  it("joins the data lines of one event", () => {
    expect(parse("data: a\ndata:b\n\n")).toEqual(["a\nb"]);
  });

  it("understands lines that end in a carriage return and a line feed", () => {
    expect(parse("data: a\r\n\r", "\ndata: b\r\n\r\n")).toEqual(["a", "b"]);
  });

  it("gives the same events however the text is cut", () => {
    const line = fc.string().map((text) => text.replaceAll(/[\r\n]/g, ""));
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(line), cuts, (events, sizes) => {
        const text = events.map((data) => `data: ${data}\n\n`).join("");
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(parse(...pieces)).toEqual(events);
      }),
    );
  });
});
