import { createHash, createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A small object store in memory that speaks what the tests need of S3: objects with ranges, multipart uploads. It checks every signature (AWS Signature Version 4) and the checksum of every body.
 */
export interface ObjectStoreServer {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly objects: Map<string, Buffer>;
  /** Multipart uploads that came to no end. */
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>;
  /** What to do with a request instead of answering it. */
  fault: (request: IncomingMessage) => "none" | "hang" | "break" | "unavailable" | "full" | "half";
  close(): Promise<void>;
}

const credentials = { accessKeyId: "AKTEST", secretAccessKey: "very secret" };

export async function startObjectStore(): Promise<ObjectStoreServer> {
  const objects: ObjectStoreServer["objects"] = new Map();
  const uploads: ObjectStoreServer["uploads"] = new Map();
  const http = createServer((request, response) => {
    void answer(request, response).catch((error: Error) =>
      fail(response, 500, "InternalError", error.message),
    );
  });
  const server: ObjectStoreServer = {
    endpoint: "",
    credentials,
    objects,
    uploads,
    fault: () => "none",
    close: async () => {
      http.closeAllConnections();
      await new Promise((done) => http.close(done));
    },
  };
  await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
  return Object.assign(server, { endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://x");
    const fault = server.fault(request);
    if (fault === "hang") return;
    if (fault === "break") return void request.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (fault === "unavailable") return fail(response, 503, "SlowDown", "slow down");
    if (fault === "full") return fail(response, 507, "XMinioStorageFull", "no room");
    if (!isSigned(request, url, body)) return fail(response, 403, "SignatureDoesNotMatch", "wrong signature");
    const key = decodeURIComponent(url.pathname.replace(/^\/[^/]+\/?/, ""));
    const query = url.searchParams;
    if (key === "" && query.has("uploads")) return listUploads(response);
    const uploadId = query.get("uploadId");
    if (request.method === "POST" && query.has("uploads")) {
      const id = randomUUID();
      uploads.set(id, { key, parts: new Map() });
      return xml(
        response,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    if (uploadId !== null)
      return part(request, response, { uploadId, number: Number(query.get("partNumber")), body });
    const stored = objects.get(key);
    switch (request.method) {
      case "PUT":
        objects.set(key, body);
        response.setHeader("etag", etag(body));
        return void response.end();
      case "DELETE":
        objects.delete(key);
        return void response.writeHead(204).end();
      case "HEAD":
      case "GET": {
        if (stored === undefined) return fail(response, 404, "NoSuchKey", "no such key");
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
        const bytes = range ? stored.subarray(Number(range[1]), Number(range[2]) + 1) : stored;
        response.writeHead(range ? 206 : 200, { "content-length": bytes.length, etag: etag(stored) });
        if (fault === "half")
          return void response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
        return void response.end(request.method === "GET" ? bytes : undefined);
      }
      default:
        return fail(response, 405, "MethodNotAllowed", "not allowed");
    }
  }

  function part(
    request: IncomingMessage,
    response: ServerResponse,
    { uploadId, number, body }: { uploadId: string; number: number; body: Buffer },
  ): void {
    const upload = uploads.get(uploadId);
    if (upload === undefined) {
      fail(response, 404, "NoSuchUpload", "no such upload");
      return;
    }
    if (request.method === "PUT") {
      upload.parts.set(number, body);
      response.setHeader("etag", etag(body));
      return void response.end();
    }
    uploads.delete(uploadId);
    if (request.method === "DELETE") return void response.writeHead(204).end();
    const parts = [...upload.parts].sort(([left], [right]) => left - right).map(([, bytes]) => bytes);
    const whole = Buffer.concat(parts);
    objects.set(upload.key, whole);
    xml(
      response,
      `<CompleteMultipartUploadResult><ETag>${etag(whole)}</ETag></CompleteMultipartUploadResult>`,
    );
  }

  function listUploads(response: ServerResponse): void {
    const shown = [...uploads].map(
      ([id, { key }]) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>`,
    );
    xml(response, `<ListMultipartUploadsResult>${shown.join("")}</ListMultipartUploadsResult>`);
  }
}

const etag = (bytes: Buffer) => `"${createHash("md5").update(bytes).digest("hex")}"`;

function xml(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${body}`);
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { "content-type": "application/xml" }).end(body);
}

/** Recomputes the signature from what arrived. */
function isSigned(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const authorization = request.headers.authorization ?? "";
  const [, scope = "", signed = "", given = ""] =
    /^AWS4-HMAC-SHA256 Credential=AKTEST\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const [date = "", region = "", service = ""] = scope.split("/");
  const payload = String(request.headers["x-amz-content-sha256"]);
  const isHashed = payload !== "UNSIGNED-PAYLOAD";
  if (isHashed && payload !== createHash("sha256").update(body).digest("hex")) return false;
  const headers = signed.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const canonical = [request.method, url.pathname, query, headers.join(""), signed, payload].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hash].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(
    (secret, step) => createHmac("sha256", secret).update(step).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = createHmac("sha256", key).update(text).digest();
  const actual = Buffer.from(given, "hex");
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
