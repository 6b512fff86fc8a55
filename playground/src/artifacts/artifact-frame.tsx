import { useEffect, useRef } from "react";
import type { Artifact } from "./find-artifact.ts";

/**
 * Runs a model's page where it can do nothing to this one: in a document of its own that the server
 * serves with a policy against every connection, sandboxed into an origin that is nobody's. The page
 * is handed over by a message, since a frame without an origin cannot be written into.
 */
export function ArtifactFrame({ artifact }: { readonly artifact: Artifact }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const onMessage = ({ source, data }: MessageEvent<unknown>) => {
      const target = frame.current?.contentWindow;
      if (!target || source !== target || data !== "artifact-frame-ready") return;
      // Any origin, because the frame has none; it is known by its window.
      target.postMessage({ artifact: pageOf(artifact) }, "*");
    };
    addEventListener("message", onMessage);
    return () => removeEventListener("message", onMessage);
  }, [artifact]);
  return (
    <iframe
      ref={frame}
      title="Preview"
      src="/artifact-frame"
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      className="size-full min-h-0 rounded-lg border bg-white"
    />
  );
}

function pageOf({ kind, source }: Artifact): string {
  if (kind === "html") return source;
  // A script may hold "</script" in its texts, which would end the element.
  const safe = source.replace(/<\/(script)/gi, "<\\/$1");
  return `<!doctype html><meta charset="utf-8"><body><script>${safe}</script></body>`;
}
