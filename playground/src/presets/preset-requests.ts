import { requestJson } from "../api/request.ts";
import type { ListedPreset, SavedPreset } from "./preset.ts";

const PATH = "/v1/fourone/presets";

export const PRESETS_KEY = ["presets"];

export const listPresets = async (signal: AbortSignal) =>
  (await requestJson<{ data: readonly ListedPreset[] }>(PATH, { signal })).data;

export const readPreset = (id: string) => requestJson<SavedPreset>(`${PATH}/${encodeURIComponent(id)}`);

export const savePreset = (id: string | undefined, name: string, content: Record<string, unknown>) =>
  requestJson<SavedPreset>(id === undefined ? PATH : `${PATH}/${encodeURIComponent(id)}`, {
    body: { name, content },
  });

export const deletePreset = (id: string) =>
  requestJson(`${PATH}/${encodeURIComponent(id)}`, { method: "DELETE" });

/** What somebody with access to this server can open. */
export const presetLink = (id: string) => `${location.origin}/chat?preset=${encodeURIComponent(id)}`;
