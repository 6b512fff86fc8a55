import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { GenerateEvent } from "../generate-event.ts";
import { choiceEnd, type SimulatedChild } from "./simulated-child.ts";
import { request, start, textOf } from "./simulated-world.ts";

/** What the simulated weights answer. */
function answer(id: string, choice: number): string {
  return Array.from(
    { length: 3 + ((id.length + choice) % 5) },
    (_, index) => "abcdefg"[(index + choice) % 7],
  ).join("");
}

/** Works on a request in one process, from the tokens it was handed. */
class Work {
  readonly #child: SimulatedChild;
  readonly #id: string;
  readonly #done: number[];
  readonly #ended: boolean[];

  constructor(child: SimulatedChild, id: string) {
    const { request, resumed } = child.order(id);
    this.#child = child;
    this.#id = id;
    this.#done = Array.from(
      { length: request.choices },
      (_, choice) => resumed?.[choice]?.tokens.length ?? 0,
    );
    this.#ended = Array.from({ length: request.choices }, (_, choice) => resumed?.[choice]?.ended ?? false);
    for (const [choice, { tokens }] of (resumed ?? []).entries()) {
      const text = String.fromCharCode(...tokens);
      if (!answer(id, choice).startsWith(text)) throw new Error(`resumed from ${text}, which was never said`);
    }
    if (this.#ended.every(Boolean)) throw new Error("asked again for an answer that is complete");
  }

  get isOver(): boolean {
    return this.#ended.every(Boolean);
  }

  step(): void {
    const choice = this.#ended.indexOf(false);
    if (choice < 0) return;
    const text = answer(this.#id, choice)[this.#done[choice]!];
    if (text === undefined) {
      this.#ended[choice] = true;
      const events: GenerateEvent[] = [choiceEnd(choice), ...(this.isOver ? [{ type: "end" } as const] : [])];
      this.#child.output(this.#id, events, [], choice);
    } else {
      this.#child.text(this.#id, text, choice);
      this.#done[choice]!++;
    }
  }
}

/** A reader that may fall behind: it takes an event when told to. */
class Reader {
  readonly events: GenerateEvent[] = [];
  readonly controller = new AbortController();
  isOver = false;
  left = false;
  readonly #stream: AsyncGenerator<GenerateEvent>;
  #reading: Promise<void> | undefined;

  constructor(stream: (signal: AbortSignal) => AsyncGenerator<GenerateEvent>) {
    this.#stream = stream(this.controller.signal);
  }

  /** Begins to read one event, where none is being waited for. */
  pull(): void {
    this.#reading ??= this.#stream.next().then(({ done, value }) => {
      this.#reading = undefined;
      if (done) this.isOver = true;
      else this.events.push(value);
    });
  }

  leave(): void {
    if (this.#reading !== undefined) return;
    this.left = true;
    void this.#stream.return(undefined);
  }

  async readAll(): Promise<void> {
    while (!this.isOver && !this.left) {
      this.pull();
      await this.#reading;
    }
  }
}

const which = fc.nat(10);
const operation = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("arrive" as const), choices: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("step" as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("pull" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("abort" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("ready" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("exit" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("refuse" as const), which }) },
);

describe("EngineClient under random lives of engines and readers", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("gives every reader the whole answer once, or the reason why not, and nothing after that", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
        const world = start();
        world.child.ready();
        const readers: Reader[] = [];
        const refused = new Set<number>();
        let works = new Map<string, Work>();
        let child = world.child;
        const settle = () => vi.advanceTimersByTimeAsync(1200);
        /** Work of the process of this moment, if it is ready and was asked for it. */
        const work = (index: number): Work | undefined => {
          const id = `r${index}`;
          if (child !== world.child) {
            child = world.child;
            works = new Map();
          }
          const stopped = child.got("cancel").some((cancel) => cancel.id === id) || refused.has(index);
          if (stopped || !child.got("generate").some((order) => order.request.id === id)) return undefined;
          if (!works.has(id)) works.set(id, new Work(child, id));
          return works.get(id);
        };
        for (const todo of operations) {
          const index = "which" in todo ? todo.which % Math.max(1, readers.length) : readers.length;
          const reader = readers[index];
          if (todo.kind === "arrive") {
            readers.push(
              new Reader((signal) =>
                world.client.generate(request(`r${index}`, { choices: todo.choices }), signal),
              ),
            );
            readers.at(-1)!.pull();
          } else if (todo.kind === "ready") world.child.ready();
          else if (todo.kind === "exit") world.child.exit();
          else if (todo.kind === "step") work(index)?.step();
          else if (todo.kind === "pull") reader?.pull();
          else if (todo.kind === "leave") reader?.leave();
          else if (todo.kind === "abort") reader?.controller.abort();
          else if (work(index)?.isOver === false) {
            refused.add(index);
            world.child.say({
              kind: "refused",
              id: `r${index}`,
              error: { code: "queue-full", retryAfterSeconds: 1 },
            });
          }
          await settle();
        }
        world.child.ready();
        await settle();
        for (let round = 0; round < 40; round++) for (const index of readers.keys()) work(index)?.step();
        await Promise.all(readers.map((reader) => reader.readAll()));

        for (const [index, { events, controller, left }] of readers.entries()) {
          const terminal = events.filter(({ type }) => type === "end" || type === "error");
          const ends = events.filter((event) => event.type === "choice-end").map((event) => event.choice);
          expect(new Set(ends).size).toBe(ends.length);
          for (let choice = 0; choice < 3; choice++)
            expect(answer(`r${index}`, choice).startsWith(textOf(events, choice))).toBe(true);
          if (left) {
            expect(terminal.length).toBeLessThanOrEqual(1);
            continue;
          }
          expect(terminal).toEqual([events.at(-1)]);
          if (events.at(-1)!.type === "end") {
            for (const choice of ends) expect(textOf(events, choice)).toBe(answer(`r${index}`, choice));
            expect(ends.length).toBeGreaterThan(0);
          } else if (!controller.signal.aborted && !refused.has(index)) {
            expect(events.at(-1)).toMatchObject({ error: { code: "crashed" } });
            expect(world.crashes.length).toBeGreaterThanOrEqual(5);
          }
        }
        await world.client.stop(0);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
