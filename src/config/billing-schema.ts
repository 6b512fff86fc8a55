import { z } from "zod";

/** Per million tokens, in the currency; eight decimals are as fine as amounts are exact. */
const price = z
  .number()
  .min(0)
  .max(1e6)
  .refine((value) => Number(value.toFixed(8)) === value, "has more than 8 decimals");

const tokenPrices = { input: price, cachedInput: price, output: price };

/** What usage is billed at, and what this machine costs. */
export const billingSchema = z
  .strictObject({
    /** Lowercase ISO 4217. */
    currency: z
      .string()
      .regex(/^[a-z]{3}$/)
      .default("usd"),
    /** Over OpenAI's own: prices of models from a day on. */
    prices: z
      .array(
        z.strictObject({
          model: z.string().min(1),
          effective: z.iso.date().optional(),
          ...tokenPrices,
          batch: z.strictObject(tokenPrices).optional(),
          training: price.optional(),
        }),
      )
      .max(10_000)
      .default([]),
    /** What an hour costs in which the machine works, in the currency. */
    machine: z
      .strictObject({
        perHour: z.number().min(0).max(1e6).default(0),
        watts: z.number().min(0).max(1e6).default(0),
        perKilowattHour: z.number().min(0).max(1e3).default(0),
      })
      .prefault({}),
  })
  .prefault({});
