import { type ApiError, invalidRequest } from "../errors/api-error.ts";

const DATA_URL = /^data:([^;,]*)((?:;[^;,]*)*),/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const IMAGE_MEDIA_TYPE = /^image\/(png|jpe?g|webp|gif)$/i;

const EXPECTED_DATA_URL =
  "Expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU=')";

/** Refuses what cannot be the address or the bytes of an image. */
export function checkImageUrl(url: string, param: string): void {
  if (!/^data:/i.test(url)) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      throw invalid(param, "Expected a valid URL, but got a value with an invalid format.");
    }
    return;
  }
  const [head, mediaType = "", attributes = ""] = DATA_URL.exec(url.slice(0, 256)) ?? [];
  if (head === undefined) throw invalid(param, `${EXPECTED_DATA_URL}, but got a malformed data URL.`);
  if (!IMAGE_MEDIA_TYPE.test(mediaType)) {
    throw invalid(param, `${EXPECTED_DATA_URL}, but got unsupported MIME type '${mediaType}'.`);
  }
  if (!/;base64$/i.test(attributes)) {
    throw invalid(param, `${EXPECTED_DATA_URL}, but got a data URL that is not base64-encoded.`);
  }
  const data = url.slice(head.length);
  if (data === "") throw invalid(param, `${EXPECTED_DATA_URL}, but got empty base64-encoded bytes.`);
  if (data.length % 4 !== 0 || !BASE64.test(data)) {
    throw invalid(param, `${EXPECTED_DATA_URL}, but got an invalid base64-encoded value.`);
  }
}

function invalid(param: string, expectation: string): ApiError {
  return invalidRequest(`Invalid '${param}'. ${expectation}`, param, "invalid_value");
}
