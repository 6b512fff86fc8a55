import type { JsonObject } from "../../../../store/index.ts";
import { canonicalJson } from "../canonical-json.ts";
import { wordOverlap } from "./word-overlap.ts";

/** How far two answers to one prompt say the same. */
export interface Agreement {
  readonly exactMatch: boolean;
  /** From 0, no word in common, to 1. */
  readonly tokenF1: number;
}

/** What of an answer is compared: one form for all ways to write the same. */
interface Comparable {
  readonly kind: "calls" | "json" | "text";
  readonly form: string;
}

/**
 * `exactMatch`: calls are the same where their functions are, and their arguments by value, in any order; JSON is where
 * it is by value; other text where it is but for white space. `tokenF1`: see `wordOverlap`.
 */
export function agreementOf(teacher: JsonObject, student: JsonObject): Agreement {
  const [wanted, given] = [comparable(teacher), comparable(student)];
  const exactMatch = wanted.kind === given.kind && wanted.form === given.form;
  return { exactMatch, tokenF1: exactMatch ? 1 : wordOverlap(wanted.form, given.form) };
}

/** What an answer says, or which functions it calls. */
export function answerText({ content, refusal, tool_calls: calls }: JsonObject): string {
  if (Array.isArray(calls) && calls.length > 0) return JSON.stringify(calls.map(calledFunction));
  return typeof content === "string" ? content : typeof refusal === "string" ? refusal : "";
}

function comparable(message: JsonObject): Comparable {
  const { tool_calls: calls } = message;
  if (Array.isArray(calls) && calls.length > 0) {
    const forms = calls.map((call: JsonObject) => canonicalJson(calledFunction(call)));
    return { kind: "calls", form: forms.sort().join("\n") };
  }
  const text = answerText(message).trim();
  const json = parsed(text);
  // Numbers and words are JSON too, but hardly meant to be.
  if (typeof json === "object" && json !== null) return { kind: "json", form: canonicalJson(json) };
  return { kind: "text", form: text.replace(/\s+/gu, " ") };
}

function calledFunction({ function: called, custom }: JsonObject): JsonObject {
  const { name, arguments: json, input } = (called ?? custom ?? {}) as JsonObject;
  if (typeof json !== "string") return { name, input };
  return { name, arguments: parsed(json) ?? json };
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
