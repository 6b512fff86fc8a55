import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

/** As in public/theme.js, which applies the choice before the first paint. */
const STORED_UNDER = "fourone.theme";

const darkSystem = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function stored(): Theme {
  const value = localStorage.getItem(STORED_UNDER);
  return value === "light" || value === "dark" ? value : "system";
}

function apply(): void {
  const theme = stored();
  document.documentElement.classList.toggle(
    "dark",
    theme === "dark" || (theme === "system" && darkSystem.matches),
  );
  for (const listener of listeners) listener();
}

darkSystem.addEventListener("change", apply);

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(STORED_UNDER);
  else localStorage.setItem(STORED_UNDER, theme);
  apply();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stored);
}
