import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";
import { formatTime } from "./format-time.ts";

export interface TemplateInput {
  /** Top-level variables of the template, plain JSON. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The moment `strftime_now` tells, in milliseconds since the epoch. */
  readonly now: number;
}

/** Longest list `range` makes: a template counts messages or parts with it. */
const MAXIMUM_RANGE = 100_000;

export type CompiledTemplate = (input: TemplateInput) => string;

/** Parses a chat template. Neither parsing nor rendering is bounded in time: run both in a sandbox. */
export function compileTemplate(source: string): CompiledTemplate {
  const program = parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
  return ({ variables, now }) => {
    const environment = new Environment();
    for (const [name, value] of Object.entries(CONSTANTS)) environment.set(name, value);
    environment.set("raise_exception", raise);
    environment.set("range", boundedRange);
    environment.set("strftime_now", (format: string) => formatTime(new Date(now), format));
    for (const [name, value] of Object.entries(variables)) environment.set(name, value);
    return String(new Interpreter(environment).run(program).value);
  };
}

/** Jinja knows each constant in both spellings. */
const CONSTANTS = { true: true, True: true, false: false, False: false, none: null, None: null };

function raise(message: string): never {
  throw new Error(message);
}

function boundedRange(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= MAXIMUM_RANGE)) throw new Error("range() is too long");
  return Array.from({ length }, (_, index) => start + index * step);
}
