import { useEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { type LoadedPreset, loadPreset } from "./preset.ts";
import { readPreset } from "./preset-requests.ts";

/** Opens the preset that the address names, once; gives what kept it from being opened. */
export function usePreset(onLoaded: (preset: LoadedPreset) => void): unknown {
  const [parameters] = useSearchParams();
  const [path, navigate] = useLocation();
  const [error, setError] = useState<unknown>();
  const id = parameters.get("preset");
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once for each id, whatever else changes.
  useEffect(() => {
    if (id === null) return;
    let current = true;
    readPreset(id)
      .then(({ content }) => {
        if (!current) return;
        onLoaded(loadPreset(content));
        setError(undefined);
        navigate(path, { replace: true });
      })
      .catch((thrown: unknown) => current && setError(thrown));
    return () => {
      current = false;
    };
  }, [id]);
  return error;
}
