import type { Store, WrittenBlob } from "../index.ts";
import { freshId } from "./examples.ts";

/** A blob whose bytes were written, as far as the database knows, and which nobody relies on yet. */
export async function begunBlob(store: Store, bytes = 3): Promise<WrittenBlob> {
  const key = freshId("blob");
  await store.blobs.begin(key, 60_000);
  return { key, bytes, sha256: "00" };
}

/** Whether it is still to be deleted, wanted, or forgotten. */
export async function fateOf(store: Store, { key }: WrittenBlob): Promise<"wanted" | "condemned" | "other"> {
  const [found] = await store.blobs
    .wanted({ after: key.slice(0, -1), limit: 1_000 })
    .then((blobs) => blobs.filter((blob) => blob.key === key));
  if (found) return "wanted";
  return (await store.blobs.condemned(10_000)).includes(key) ? "condemned" : "other";
}
