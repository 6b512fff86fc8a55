import type { Config } from "../../config/index.ts";
import { createId, openBlobStore, StoreError } from "../../store/index.ts";
import { blobLocation } from "../serve/blob-location.ts";
import { type Finding, messageOf } from "./finding.ts";

async function* probe(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("fourone doctor");
}

/**
 * Whether contents of files can be written to the configured bucket, read and deleted: a server asks nothing of it
 * before the first file comes. Nothing is found where a folder holds them.
 */
export async function checkObjectStore(config: Config): Promise<readonly Finding[]> {
  const { s3 } = config.blobs;
  if (s3 === undefined) return [];
  const subject = "Object store";
  const place = `${s3.bucket}${s3.endpoint === undefined ? "" : ` at ${s3.endpoint}`}`;
  try {
    const blobs = await openBlobStore(blobLocation(config));
    const { key } = await blobs.write(createId("doctor"), probe());
    for await (const _ of blobs.read(key));
    await blobs.delete(key);
    return [{ level: "good", subject, detail: `${place} can be written, read and cleared` }];
  } catch (error) {
    const said = error instanceof StoreError && error.driverCode ? ` (${error.driverCode})` : "";
    const detail = `${place}: ${messageOf(error)}${said}`;
    const advice = "look at blobs.s3 in the configuration: bucket, endpoint, region, pathStyle and keys";
    return [{ level: "problem", subject, detail, advice }];
  }
}
