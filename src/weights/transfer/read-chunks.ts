/** Yields a stream's chunks, and rejects with the signal's reason even where the stream ignores it. */
export async function* readChunks<T>(chunks: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = chunks[Symbol.asyncIterator]();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => {});
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  let finished = false;
  try {
    for (;;) {
      // Chunks that are there already would win every race.
      signal.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) break;
      yield next.value;
    }
    finished = true;
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: a stream that is stuck would hold up the one who gave up on it.
    if (!finished) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
