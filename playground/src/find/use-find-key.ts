import { useEffect, useState } from "react";

/**
 * Whether the page's own finding is open. The browser's key opens it; pressed again, while it is
 * open, the browser's own comes.
 */
export function useFindKey(): [open: boolean, setOpen: (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (open || event.key.toLowerCase() !== "f" || !(event.metaKey || event.ctrlKey) || event.altKey)
        return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [open]);
  return [open, setOpen];
}
