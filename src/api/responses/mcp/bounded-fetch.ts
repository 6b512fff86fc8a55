/** Bytes that one answer of a remote server may have. */
const MAXIMUM_BYTES = 8 * 1024 * 1024;

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A fetch that goes where `isAllowed` says and nowhere else, redirects included, and that stops
 * reading an answer which does not end.
 */
export function boundedFetch(isAllowed: (url: URL) => boolean, maximumBytes = MAXIMUM_BYTES): Fetch {
  return async (url, init) => {
    if (!isAllowed(new URL(url))) throw new TypeError("This address is not allowed.");
    const response = await fetch(url, { ...init, redirect: "error" });
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(bounded(maximumBytes)), { status, statusText, headers });
  };
}

function bounded(maximumBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maximumBytes) controller.error(new TypeError("The answer is too large."));
      else controller.enqueue(chunk);
    },
  });
}
