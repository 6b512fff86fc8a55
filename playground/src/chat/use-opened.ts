import { useEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { DEFAULT_SETTINGS, type Settings } from "../conversation/settings.ts";
import type { Turn } from "../conversation/turn.ts";
import { loadPreset } from "../presets/preset.ts";
import { readPreset } from "../presets/preset-requests.ts";
import { readStored } from "../stored/read-stored.ts";

export interface Opened {
  readonly settings: Settings;
  readonly turns: readonly Turn[];
  /** What is put where the next message is written. */
  readonly message: string;
}

/** Opens the preset or the stored answer that the address names; gives what kept it from being opened. */
export function useOpened(onOpened: (opened: Opened) => void): unknown {
  const [parameters] = useSearchParams();
  const [path, navigate] = useLocation();
  const [error, setError] = useState<unknown>();
  const preset = parameters.get("preset");
  const stored = parameters.get("open");
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once for each id, whatever else changes.
  useEffect(() => {
    const opening = preset !== null ? openPreset(preset) : stored !== null ? openStored(stored) : undefined;
    let current = true;
    opening
      ?.then((opened) => {
        if (!current) return;
        onOpened(opened);
        setError(undefined);
        navigate(path, { replace: true });
      })
      .catch((thrown: unknown) => current && setError(thrown));
    return () => {
      current = false;
    };
  }, [preset, stored]);
  return error;
}

async function openPreset(id: string): Promise<Opened> {
  return loadPreset((await readPreset(id)).content);
}

async function openStored(id: string): Promise<Opened> {
  const { api, model, instructions, turns } = await readStored(id);
  return { settings: { ...DEFAULT_SETTINGS, api, model, instructions }, turns, message: "" };
}

/** Takes the model that the address names (`?model=`); the conversation stays. */
export function useNamedModel(onModel: (model: string) => void): void {
  const [parameters] = useSearchParams();
  const [path, navigate] = useLocation();
  const model = parameters.get("model");
  useEffect(() => {
    if (model === null) return;
    onModel(model);
    navigate(path, { replace: true });
  }, [model, onModel, path, navigate]);
}
