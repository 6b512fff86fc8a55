import type { Context } from "hono";
import type { ApiEnvironment } from "../api-environment.ts";

/**
 * Where a model's page runs. Its own script only takes the page from the window that frames it and
 * becomes it; the policy below stays in force for whatever is written into the document.
 */
const DOCUMENT = `<!doctype html>
<meta charset="utf-8">
<title>Preview</title>
<script>
addEventListener("message", (event) => {
  if (event.source !== parent || typeof event.data?.artifact !== "string") return;
  // No policy that browsers know forbids these connections.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"]) delete window[name];
  document.open();
  document.write(event.data.artifact);
  document.close();
}, { once: true });
parent.postMessage("artifact-frame-ready", "*");
</script>
`;

/**
 * Scripts may run, and that is all: no request, no connection, no form, no frame, no
 * worker, and an origin that is nobody's, whether framed or opened by itself. What would navigate the
 * frame away is stopped by the framing page's policy.
 */
const POLICY = [
  "sandbox allow-scripts",
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "media-src data: blob:",
  "font-src data:",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

export function sendArtifactFrame(context: Context<ApiEnvironment>): Response {
  return context.html(DOCUMENT, 200, {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-dns-prefetch-control": "off",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), clipboard-read=(), clipboard-write=(), usb=(), payment=()",
    "cache-control": "no-cache",
  });
}
