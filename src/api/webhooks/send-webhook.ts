import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import {
  ForbiddenAddress,
  guardedLookup,
  isAllowedHost,
  isForbiddenLiteral,
  type Resolve,
} from "./address-policy.ts";
import type { WebhookOptions } from "./webhook-options.ts";

export type SendResult =
  | { readonly kind: "answered"; readonly status: number }
  /** `reason`: for the delivery log, in words that name no address. */
  | { readonly kind: "failed"; readonly reason: string };

export interface SendContext {
  readonly options: WebhookOptions;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
}

/** Posts a body; whatever is answered besides the status is not read, and redirects are not followed. */
export async function sendWebhook(
  url: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: string },
  { options, resolve, signal }: SendContext,
): Promise<SendResult> {
  const target = new URL(url);
  const allowed = isAllowedHost(target, options.allowedHosts);
  if (!allowed && isForbiddenLiteral(target)) return failed(new ForbiddenAddress());
  if (!allowed && target.protocol !== "https:") return { kind: "failed", reason: "the URL is not https" };
  const timeout = AbortSignal.timeout(options.timeoutMilliseconds);
  const { promise, resolve: settle } = Promise.withResolvers<SendResult>();
  const post = target.protocol === "https:" ? httpsRequest : httpRequest;
  const request = post(target, {
    method: "POST",
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "user-agent": "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)",
    },
    // A connection that is kept would skip the lookup, and with it the judgement, the next time.
    agent: false,
    signal: AbortSignal.any([timeout, signal]),
    ...(!allowed && { lookup: guardedLookup(resolve) }),
  });
  request.on("response", (response) => {
    settle({ kind: "answered", status: response.statusCode ?? 0 });
    response.destroy();
  });
  request.on("error", (error) => {
    settle(timeout.aborted ? { kind: "failed", reason: "no answer in time" } : failed(error));
  });
  request.end(body);
  return promise;
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host has no address",
  EAI_AGAIN: "the host's address cannot be looked up",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was broken",
  ETIMEDOUT: "no connection in time",
};

function failed(error: Error): SendResult {
  if (error instanceof ForbiddenAddress) {
    return {
      kind: "failed",
      reason: "the address is private, and the host is not allowed by the configuration",
    };
  }
  const code = "code" in error ? String(error.code) : "";
  return { kind: "failed", reason: reasons[code] ?? `the request failed (${code || error.name})` };
}
