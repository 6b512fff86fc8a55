import { composeBody } from "./compose-body.ts";

export interface ComposeRequest {
  readonly body: unknown;
  readonly contents: ReadonlyMap<string, Blob>;
}

/** `undefined` in `error` where it went well. */
export type ComposeResult = { readonly blob: Blob } | { readonly error: string };

addEventListener("message", ({ data }: MessageEvent<ComposeRequest>) => {
  composeBody(data.body, data.contents)
    .then((blob): ComposeResult => ({ blob }))
    .catch((thrown: unknown): ComposeResult => ({ error: String(thrown) }))
    .then((result) => postMessage(result));
});
