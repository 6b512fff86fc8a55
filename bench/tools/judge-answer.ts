import type { Expectation } from "./prompt-set.ts";
import type { AnsweredCall, ToolAnswer } from "./tool-answer.ts";

type AcceptedFields = Readonly<Record<string, readonly unknown[]>>;
type ExpectedCall = { readonly name: string; readonly arguments: AcceptedFields };

/** Whether an answer is right, by the rules of `evals/tools`. */
export function isRight({ content, calls }: ToolAnswer, expect: Expectation): boolean {
  if ("calls" in expect) return matchAll(expect.calls, calls, isRightCall);
  if (calls.length > 0) return false;
  return "text" in expect ? content.trim() !== "" : areRightFields(parseObject(content), expect.fields);
}

function isRightCall(expected: ExpectedCall, call: AnsweredCall): boolean {
  return call.name === expected.name && areRightFields(parseObject(call.arguments), expected.arguments);
}

function areRightFields(
  given: Readonly<Record<string, unknown>> | undefined,
  fields: AcceptedFields,
): boolean {
  if (given === undefined || Object.keys(given).some((name) => !Object.hasOwn(fields, name))) return false;
  return Object.entries(fields).every(([name, accepted]) =>
    accepted.some((value) => isSame(given[name] ?? null, value)),
  );
}

function isSame(given: unknown, right: unknown): boolean {
  if (typeof given === "string" && typeof right === "string") return plain(given) === plain(right);
  if (Array.isArray(given) && Array.isArray(right))
    return matchAll(right, given, (one, other) => isSame(other, one));
  return given === right;
}

/** Without what does not count: case, white space at the edges, a full stop at the end. */
function plain(text: string): string {
  return text.trim().replace(/\.$/, "").trim().toLowerCase();
}

/** Whether each wanted thing finds a given one of its own, and none is left over. */
function matchAll<Wanted, Given>(
  wanted: readonly Wanted[],
  given: readonly Given[],
  matches: (wanted: Wanted, given: Given) => boolean,
): boolean {
  const [first, ...others] = wanted;
  if (first === undefined) return given.length === 0;
  return given.some(
    (each, index) => matches(first, each) && matchAll(others, given.toSpliced(index, 1), matches),
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
