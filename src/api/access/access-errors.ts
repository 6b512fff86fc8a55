import { ApiError } from "../errors/api-error.ts";

const KEYS_PAGE = "https://platform.openai.com/account/api-keys";

/** 401: the caller is not who the request needs. */
function refused(message: string, code?: string): ApiError {
  return new ApiError({
    status: 401,
    type: "invalid_request_error",
    message,
    code,
    headers: { "www-authenticate": "Bearer" },
  });
}

export function missingKey(): ApiError {
  return refused(
    `You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from ${KEYS_PAGE}.`,
  );
}

export function wrongKey(key: string): ApiError {
  return refused(
    `Incorrect API key provided: ${masked(key)}. You can find your API key at ${KEYS_PAGE}.`,
    "invalid_api_key",
  );
}

export function missingScope(scope: string): ApiError {
  return refused(
    `You have insufficient permissions for this operation. Missing scopes: ${scope}. Check that you have the correct role in your organization (Reader, Writer, Owner) and project (Member, Owner), and if you're using a restricted API key, that it has the necessary scopes.`,
  );
}

export function mismatchedProject(): ApiError {
  return refused("OpenAI-Project header should match project for API key", "mismatched_project");
}

export function archivedProject(): ApiError {
  return refused(
    "The project you are requesting has been archived and is no longer accessible. Please use an API key of another project.",
    "project_archived",
  );
}

/** Enough to recognize one's own key by, and nothing of a short one. */
function masked(key: string): string {
  if (key.length < 16) return "*".repeat(Math.min(key.length, 15));
  return `${printable(key.slice(0, 6))}***${printable(key.slice(-3))}`;
}

function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, "?");
}
