/** The key of shortcuts, as it is printed on this machine's keyboard. */
export const modifierKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl ";
