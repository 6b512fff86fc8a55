import { join } from "node:path";
import type { Context } from "hono";
import type { ApiEnvironment, Resource } from "../api-environment.ts";
import type { RandomBytes } from "../random-text.ts";
import { sendArtifactFrame } from "./artifact-frame.ts";
import { type BuiltFile, readBuiltFiles } from "./built-files.ts";
import { NOT_BUILT_PAGE } from "./not-built-page.ts";
import { pagePolicy } from "./page-policy.ts";

/** The same from `src/api/playground` and from the compiled `dist/api/playground`. */
const BUILT = join(import.meta.dirname, "../../../dist/playground");

/** Stands in the built index where each answer's nonce belongs. */
const NONCE_PLACE = "%STYLE_NONCE%";

/**
 * `GET /` and everything that no other resource answers: the page's files, and the page itself for
 * the routes that it has of its own. Comes last among the resources.
 */
export const playground: Resource = (application, { random, playgroundFolder = BUILT }) => {
  let files = readBuiltFiles(playgroundFolder);

  application.get("/artifact-frame", sendArtifactFrame);

  application.get("*", async (context) => {
    const { path } = context.req;
    if (isApiPath(path)) return context.notFound();
    // A page that is built while the server runs appears without a restart.
    files ??= readBuiltFiles(playgroundFolder);
    if (files === undefined) {
      return path === "/"
        ? context.html(NOT_BUILT_PAGE, 404, pagePolicy(newNonce(random)))
        : context.notFound();
    }
    const file = path === "/index.html" ? undefined : files.get(path.slice(1));
    if (file !== undefined) return sendFile(context, file, path.startsWith("/assets/"));
    if (!isClientRoute(path) || !wantsPage(context)) return context.notFound();
    const nonce = newNonce(random);
    const page = files.get("index.html")!.bytes.toString("utf8").replace(NONCE_PLACE, nonce);
    return context.html(page, 200, pagePolicy(nonce));
  });
};

function isApiPath(path: string): boolean {
  return path === "/v1" || path.startsWith("/v1/");
}

/** Routes of the page have no extension; what has one is a file, and missing here. */
function isClientRoute(path: string): boolean {
  return !path.startsWith("/assets/") && !path.slice(path.lastIndexOf("/")).includes(".");
}

/** A program that left `/v1` out of its address is better told so than sent a page. */
function wantsPage({ req }: Context<ApiEnvironment>): boolean {
  return req.path === "/" || (req.header("accept") ?? "").includes("text/html");
}

function newNonce(random: RandomBytes): string {
  return Buffer.from(random(16)).toString("base64url");
}

async function sendFile(
  context: Context<ApiEnvironment>,
  file: BuiltFile,
  hashed: boolean,
): Promise<Response> {
  const headers: Record<string, string> = {
    "content-type": file.mediaType,
    "cache-control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
    "cross-origin-resource-policy": "same-origin",
    etag: file.entityTag,
    vary: "Accept-Encoding",
  };
  if (context.req.header("if-none-match") === file.entityTag) return context.body(null, 304, headers);
  const accepts = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
  const compressed = accepts ? await file.compressed() : undefined;
  return compressed === undefined
    ? context.body(file.bytes, 200, headers)
    : context.body(compressed, 200, { ...headers, "content-encoding": "gzip" });
}
