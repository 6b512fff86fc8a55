import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import { invalidRequest } from "../../errors/api-error.ts";

/** Tells this server's content from that of others. */
const MARK = "fourone1.";

/** Far beyond any summary; a few kilobytes must not unfold into gigabytes. */
const MAXIMUM_BYTES = 1024 * 1024;

const contents = z.object({ summary: z.string() });

/**
 * The opaque text of a compaction item. It keeps nothing from the client, whose own conversation it
 * is, and so it needs no key: any server of this kind can read it.
 */
export function encodeSummary(summary: string): string {
  return MARK + deflateRawSync(JSON.stringify({ summary })).toString("base64url");
}

/** Throws an `ApiError` where this kind of server has not written it. */
export function decodeSummary(encryptedContent: string): string {
  try {
    if (!encryptedContent.startsWith(MARK)) throw new Error("foreign");
    const packed = Buffer.from(encryptedContent.slice(MARK.length), "base64url");
    const json = inflateRawSync(packed, { maxOutputLength: MAXIMUM_BYTES }).toString("utf8");
    return contents.parse(JSON.parse(json)).summary;
  } catch {
    throw invalidRequest(
      "The encrypted content of a compaction item could not be verified. Reason: Encrypted content could not be decrypted or parsed.",
      "input",
      "invalid_encrypted_content",
    );
  }
}
