import { requestJson } from "../api/request.ts";
import { type Attachment, attachmentMark } from "./attachment.ts";
import { compose } from "./compose.ts";

export interface TokenCount {
  readonly tokens: number;
  /** Counted from samples, because the file is large. */
  readonly estimated: boolean;
}

/** Up to here a file is counted whole. */
const EXACT_BYTES = 512 * 1024;

const SAMPLES = 6;
const SAMPLE_BYTES = 24 * 1024;

/** The tokens of a file in a model, counted by the server. Of a large file, samples are. */
export async function countTokens(
  attachment: Attachment,
  model: string,
  signal: AbortSignal,
): Promise<TokenCount> {
  const { content } = attachment;
  if (content.size <= EXACT_BYTES) {
    return { tokens: await countBlob(content, attachment, model, signal), estimated: false };
  }
  let tokens = 0;
  let bytes = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const from = Math.floor(((content.size - SAMPLE_BYTES) * sample) / (SAMPLES - 1));
    const slice = content.slice(from, from + SAMPLE_BYTES);
    tokens += await countBlob(slice, attachment, model, signal);
    bytes += slice.size;
  }
  return { tokens: Math.round((tokens / bytes) * content.size), estimated: true };
}

async function countBlob(
  content: Blob,
  attachment: Attachment,
  model: string,
  signal: AbortSignal,
): Promise<number> {
  const body = { model, input: attachmentMark(attachment.id) };
  const answer = await requestJson<{ input_tokens: number }>("/v1/responses/input_tokens", {
    method: "POST",
    body: await compose(body, [{ ...attachment, content }], signal),
    signal,
  });
  return answer.input_tokens;
}
