import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResponseEvent } from "../events/response-event.ts";
import { ResponseWriter } from "../events/response-writer.ts";
import { call, exampleResponse, finish, start, text } from "../testing/examples.ts";
import { replayedEvents } from "./replayed-events.ts";

/** The events of a response that says the pieces and calls a function, delta by delta. */
function events(said: readonly string[], payload: readonly string[]): ResponseEvent[] {
  const writer = new ResponseWriter(exampleResponse());
  const written = [...writer.started()];
  const all = [start, ...said.map(text), ...call(0, "f", payload), finish("tool-calls")];
  for (const event of all) written.push(...writer.write(event));
  written.push(...writer.finished(1));
  return written;
}

async function replay(
  again: readonly ResponseEvent[],
  told: readonly ResponseEvent[],
): Promise<ResponseEvent[]> {
  async function* source() {
    yield* again;
  }
  const left: ResponseEvent[] = [];
  for await (const event of replayedEvents(source(), told)) left.push(event);
  return left;
}

/** Events without regard to where deltas are cut. */
function joined(all: readonly ResponseEvent[]): string[] {
  const parts: string[] = [];
  let delta = "";
  for (const event of all) {
    if ("delta" in event) {
      delta += event.delta;
      continue;
    }
    if (delta !== "") parts.push(delta);
    delta = "";
    parts.push(JSON.stringify(event));
  }
  return parts;
}

describe("a stream that is made again", () => {
  it("goes on exactly where it stopped, wherever the deltas are cut", async () => {
    const cut = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 30 });
    const pieces = (whole: string, lengths: readonly number[]) => {
      const result: string[] = [];
      let rest = whole;
      for (const length of lengths) {
        if (rest === "") break;
        result.push(rest.slice(0, length));
        rest = rest.slice(length);
      }
      return rest === "" ? result : [...result, rest];
    };
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1 }),
        cut,
        cut,
        fc.nat(),
        async (said, first, second, point) => {
          const before = events(pieces(said, first), pieces('{"a":"b"}', first));
          const again = events(pieces(said, second), pieces('{"a":"b"}', second));
          const told = before.slice(0, point % before.length);
          const left = await replay(again, told);
          expect(joined([...told, ...left])).toEqual(joined(before));
        },
      ),
    );
  });

  it("fails as soon as it says something else than it told", async () => {
    const before = events(["Hello", " there"], ["{}"]);
    for (const other of [["Hello", " world"], ["Hello"], ["Hell"], []]) {
      await expect(replay(events(other, ["{}"]), before.slice(0, -6))).rejects.toThrow(/could not continue/);
    }
  });
});
