/**
 * Headers of every page. Nothing is loaded from, sent to or framed by another origin, and no script
 * runs but files of this one. Style elements need the nonce: libraries that lock scrolling add some.
 */
export function pagePolicy(styleNonce: string): Record<string, string> {
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${styleNonce}'`,
      "img-src 'self' blob: data:",
      "connect-src 'self'",
      "worker-src 'self'",
      // Also what keeps a framed artifact from leaving for another site.
      "frame-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
  };
}
