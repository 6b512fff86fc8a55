import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "../api-environment.ts";
import { ApiError } from "../errors/api-error.ts";

const KEYS_PAGE = "https://platform.openai.com/account/api-keys";

/** Lets only requests with the key pass. Bearer, or the password of Basic, as the API has it. */
export function authentication(apiKey: string): MiddlewareHandler<ApiEnvironment> {
  const expected = digest(apiKey);
  return async (context, next) => {
    const key = presentedKey(context.req.header("authorization"));
    if (key === undefined) throw missingKey();
    // Digests are equally long whatever the key, so the comparison's time tells nothing.
    if (!timingSafeEqual(digest(key), expected)) throw wrongKey(key);
    await next();
  };
}

function presentedKey(header: string | undefined): string | undefined {
  const [, scheme = "", credentials = ""] = /^(\S+) +(.+)$/.exec(header ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return credentials.trim();
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user, password] = Buffer.from(credentials, "base64").toString("utf8").split(/:(.*)/s);
  return user === "" && password ? password : undefined;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function missingKey(): ApiError {
  return new ApiError({
    status: 401,
    type: "invalid_request_error",
    message: `You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from ${KEYS_PAGE}.`,
    headers: { "www-authenticate": "Bearer" },
  });
}

function wrongKey(key: string): ApiError {
  return new ApiError({
    status: 401,
    type: "invalid_request_error",
    message: `Incorrect API key provided: ${masked(key)}. You can find your API key at ${KEYS_PAGE}.`,
    code: "invalid_api_key",
    headers: { "www-authenticate": "Bearer" },
  });
}

/** Enough to recognize one's own key by, and nothing of a short one. */
function masked(key: string): string {
  if (key.length < 16) return "*".repeat(Math.min(key.length, 15));
  return `${printable(key.slice(0, 6))}***${printable(key.slice(-3))}`;
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, "?");
}
