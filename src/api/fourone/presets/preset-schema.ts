import { z } from "@hono/zod-openapi";
import type { Preset } from "../../../store/index.ts";

/** Presets of one project. */
export const MAXIMUM_PRESETS = 500;

/** Bytes of a preset's JSON: a long instruction with its examples, not a document. */
export const MAXIMUM_PRESET_BYTES = 512 * 1024;

export const presetRequest = z
  .strictObject({
    name: z.string().min(1).max(120),
    content: z
      .record(z.string().max(64), z.json())
      .openapi({ type: "object", description: "What the playground saves: its settings and messages." }),
  })
  .openapi("FouronePresetRequest");

export const presetObject = z
  .object({
    id: z.string(),
    object: z.literal("fourone.preset"),
    name: z.string(),
    created_at: z.int().openapi({ description: "Unix seconds." }),
    updated_at: z.int(),
    content: z.record(z.string(), z.unknown()).openapi({ type: "object" }),
  })
  .openapi("FouronePreset");

export const presetList = z
  .object({ object: z.literal("list"), data: z.array(presetObject.omit({ content: true })) })
  .openapi("FouronePresetList");

export const deletedPreset = z.object({
  id: z.string(),
  object: z.literal("fourone.preset.deleted"),
  deleted: z.literal(true),
});

export const presetPath = z.object({ preset_id: z.string().max(128) });

/** Without its content, as lists have it. */
export function toListed({ id, name, createdAt, updatedAt }: Preset) {
  return { id, object: "fourone.preset" as const, name, created_at: createdAt, updated_at: updatedAt };
}

export function toWire(preset: Preset): z.infer<typeof presetObject> {
  return { ...toListed(preset), content: { ...preset.content } };
}
