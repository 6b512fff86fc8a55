/** Lines that are looked at for what a batch asks for; the server checks every one of them. */
const LOOKED_AT = 256 * 1024;

/** The endpoint that the first line of a batch's file names. Throws with what is wrong with the line. */
export async function endpointOf(file: File): Promise<string> {
  const [line = ""] = (await file.slice(0, LOOKED_AT).text()).split("\n", 1);
  let first: { readonly url?: unknown; readonly custom_id?: unknown; readonly body?: unknown };
  try {
    first = JSON.parse(line) as typeof first;
  } catch {
    throw new Error(
      `The first line of ${file.name} is not JSON. A batch has one request a line: {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {…}}`,
    );
  }
  if (typeof first?.url !== "string") throw new Error(`The first line of ${file.name} names no "url".`);
  return first.url;
}
