import { z } from "@hono/zod-openapi";
import { listOf } from "../../validation/fields.ts";

/** Characters of one text, as the service documents it. */
export const MAXIMUM_TEXT_LENGTH = 10_485_760;

/** Bound on the parts of one message, the annotations of one part, and the like. */
export const MAXIMUM_PARTS = 2048;

export const longText = () => z.string().max(MAXIMUM_TEXT_LENGTH);

/** What an answer holds besides its content; clients send whole answers back, and it is dropped. */
const echoed = () => listOf(z.unknown(), { maximum: MAXIMUM_PARTS }).nullish();

const inputText = z
  .strictObject({ type: z.literal("input_text"), text: longText() })
  .openapi("ResponseInputText");

const inputImage = z
  .strictObject({
    type: z.literal("input_image"),
    image_url: z
      .string()
      .nullish()
      .openapi({ description: "An http(s) URL, or a data URL with base64 image bytes." }),
    file_id: z.string().nullish(),
    detail: z.enum(["low", "high", "auto", "original"]).nullish(),
  })
  .openapi("ResponseInputImage");

const inputFile = z
  .strictObject({
    type: z.literal("input_file"),
    file_id: z.string().nullish(),
    filename: z.string().nullish(),
    file_data: z.string().nullish(),
    file_url: z.string().nullish(),
    detail: z.enum(["auto", "low", "high"]).nullish(),
  })
  .openapi("ResponseInputFile");

const outputText = z
  .strictObject({
    type: z.literal("output_text"),
    text: longText(),
    annotations: echoed(),
    logprobs: echoed(),
    parsed: z.unknown().optional(),
  })
  .openapi("ResponseOutputTextInput");

const refusal = z
  .strictObject({ type: z.literal("refusal"), refusal: longText() })
  .openapi("ResponseRefusalInput");

/** What users and developers say, and what tools give back. */
export const inputContent = z.union([
  longText(),
  listOf(z.discriminatedUnion("type", [inputText, inputImage, inputFile]), { maximum: MAXIMUM_PARTS }),
]);

/** What an assistant said: in an answer's own words, or in those of somebody who made it up. */
export const assistantContent = z.union([
  longText(),
  listOf(z.discriminatedUnion("type", [outputText, refusal, inputText]), { maximum: MAXIMUM_PARTS }),
]);

export type RequestContent = z.infer<typeof inputContent>;
export type RequestAssistantContent = z.infer<typeof assistantContent>;
