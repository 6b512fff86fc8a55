import { z } from "zod";

/**
 * Schemas whose every value is short, so that weak weights reach the end of an answer within the
 * token limits of these tests.
 */
export const weatherArguments = z.object({
  city: z.enum(["Oslo", "Rome", "Lima"]),
  unit: z.enum(["celsius", "fahrenheit"]),
});

export const timeArguments = z.object({ zone: z.enum(["UTC", "CET"]) });

export const person = z.object({
  name: z.string().regex(/^[A-Z][a-z]{2,8}$/),
  age: z.int().min(0).max(120),
  likes: z
    .array(z.enum(["chess", "tea", "rain"]))
    .min(1)
    .max(2),
  address: z.object({ city: z.enum(["Oslo", "Rome"]) }).nullable(),
});

/** Enough for whatever one of these schemas accepts. */
export const ANSWER_TOKENS = 96;
/** Where any words will do, however they end. */
export const WORDS_TOKENS = 16;
