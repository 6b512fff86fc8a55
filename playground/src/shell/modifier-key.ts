/** The key of shortcuts, as it is printed on this machine's keyboard. */
export const modifierKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl ";

/** Whether a key asks to run what is in the view: not while a window lies over it. */
export function isRunKey(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return false;
  return !event.repeat && document.querySelector('[role="dialog"][data-state="open"]') === null;
}
