/** What a stream of server-sent events needs to end well. */
export interface EventStreamOptions {
  /** The text of one or more whole events each. Must not throw. */
  readonly frames: AsyncIterator<string, void>;
  /** The client is gone: whatever makes the frames has to stop at once. */
  readonly onCancel: () => void;
  /** Called once, after the last frame or after `onCancel`. */
  readonly onEnd: () => void;
  /** The client has not taken what was written to it for `stalledMilliseconds`. */
  readonly onStall: () => void;
  readonly stalledMilliseconds: number;
}

/**
 * A byte stream that makes a frame only when the connection asks for one, so that a client which
 * reads slowly holds no more than its socket's buffers here.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { frames, onCancel, onEnd, onStall, stalledMilliseconds } = options;
  let waitingForClient = false;
  const stall = setTimeout(() => {
    if (waitingForClient) onStall();
  }, stalledMilliseconds);

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        waitingForClient = false;
        const { done, value } = await frames.next();
        if (done) {
          clearTimeout(stall);
          controller.close();
          onEnd();
          return;
        }
        controller.enqueue(Buffer.from(value, "utf8"));
        waitingForClient = true;
        stall.refresh();
      },
      cancel() {
        clearTimeout(stall);
        onCancel();
        onEnd();
        // Not awaited: it settles only once a pending frame has, which the cancelled work ends.
        void frames.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** One event of the kind that has data alone. */
export function dataFrame(data: string): string {
  return `data: ${data}\n\n`;
}

export const EVENT_STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // Reverse proxies must hand events on as they come.
  "x-accel-buffering": "no",
} as const;
