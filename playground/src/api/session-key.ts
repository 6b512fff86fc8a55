import { useSyncExternalStore } from "react";

/**
 * The API key of this tab. It lies in session storage alone, so it ends with the tab and never
 * reaches the disk or another tab.
 */
const STORED_UNDER = "fourone.key";

export type Access =
  /** Nothing has been refused: the server asks for no key, or the key is good. */
  | { readonly state: "open" }
  /** The server wants a key; `message` is why it refused the last request. */
  | { readonly state: "refused"; readonly message: string };

let access: Access = { state: "open" };
const listeners = new Set<() => void>();

export function sessionKey(): string | undefined {
  return sessionStorage.getItem(STORED_UNDER) ?? undefined;
}

export function signIn(key: string): void {
  sessionStorage.setItem(STORED_UNDER, key);
  change({ state: "open" });
}

/** Forgets the key and, with the page loaded anew, all that was asked and answered with it. */
export function signOut(): void {
  sessionStorage.removeItem(STORED_UNDER);
  location.assign("/");
}

/** Of a key that is good for other things, the server says what it lacks: that signs nobody out. */
const ONLY_FORBIDDEN = "You have insufficient permissions";

export function refuseAccess(message: string): void {
  if (message.startsWith(ONLY_FORBIDDEN)) return;
  change({ state: "refused", message });
}

export function useAccess(): Access {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => access,
  );
}

function change(next: Access): void {
  access = next;
  for (const listener of listeners) listener();
}
