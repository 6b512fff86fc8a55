import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.server.close(0));

const send = (body: Uint8Array<ArrayBuffer>) =>
  fetch(`${test.url}/files`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
    body,
  });

/** A file, or a refusal in the shape of all refusals; never a fault of the server. */
async function expectFileOrRefusal(response: Response): Promise<void> {
  const body = (await response.json()) as { object?: string; error?: object };
  expect(response.status).toBeLessThan(500);
  if (response.status === 200) expect(body.object).toBe("file");
  else expect(Object.keys(body.error ?? {})).toEqual(["message", "type", "param", "code"]);
}

const pieces = fc.constantFrom(
  "--b\r\n",
  "--b--\r\n",
  "\r\n",
  "\r\n\r\n",
  'Content-Disposition: form-data; name="file"; filename="../../x.jsonl"\r\n',
  'Content-Disposition: form-data; name="purpose"\r\n',
  'Content-Disposition: form-data; name="expires_after[seconds]"\r\n',
  "Content-Disposition: form-data; name*=UTF-8''%ff; filename*=UTF-8''%00%ff\r\n",
  "Content-Disposition: attachment\r\n",
  "Content-Type: application/octet-stream\r\n",
  "Content-Transfer-Encoding: base64\r\n",
  "Content-Encoding: gzip\r\n",
  "X: \u0000\r\n",
  "batch",
  "user_data",
  "999999999999999999999",
);

describe("hostile forms", () => {
  it("are taken or refused, and break nothing", async () => {
    const form = fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 20 })), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(form, async (parts) => {
        await expectFileOrRefusal(await send(new Uint8Array(Buffer.from(parts.join("")))));
      }),
      { numRuns: 60 },
    );
    expect((await fetch(`${test.origin}/healthz`)).status).toBe(200);
  });

  it.each([
    "--b--\r\n--b\r\n",
    'Content-Disposition: form-data; name="purpose"\r\n--b--\r\nbatch--b--\r\n',
    "--b--\r\n--b--\r\nz",
  ])("that the parser does not come to the end of are refused: %j", async (body) => {
    expect((await send(new Uint8Array(Buffer.from(body)))).status).toBe(400);
  });

  it.each<[string, string]>([
    ["a million headers", `--b\r\n${"X: y\r\n".repeat(1_000_000)}\r\n`],
    ["a header without an end", `--b\r\nContent-Disposition: ${"x".repeat(3_000_000)}`],
    [
      "a hundred thousand parts",
      `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(100_000),
    ],
    ["boundaries alone", "--b\r\n".repeat(500_000)],
  ])("of %s are refused", async (_what, body) => {
    const response = await send(new Uint8Array(Buffer.from(body))).catch((error: Error) => error);
    // A refusal may come while the form is still being sent; then the connection is simply over.
    if (response instanceof Response) expect(response.status).toBe(400);
    expect((await fetch(`${test.origin}/healthz`)).status).toBe(200);
  });
});
