/** Longest that an acknowledged commit waits to be flushed, in milliseconds. */
const PAUSE_MILLISECONDS = 200;

/** Flushes a while after it was asked to, once for all who asked meanwhile. */
export function flushSoon(flush: () => Promise<void>): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      // Whoever needs to know that a commit is on the disk waits for one of its own, and meets the same trouble.
      flush().catch(() => {});
    }, PAUSE_MILLISECONDS).unref();
  };
}
