import { resolve } from "node:path";
import { type Inspection, type InspectOptions, inspectFiles } from "./install/inspect-files.ts";
import { type Manifest, readManifest } from "./install/manifest.ts";
import { weightsFolder } from "./install/weights-folder.ts";
import type { WeightsReference } from "./reference.ts";

/** What this machine has of some weights. */
export type InstalledState =
  | { readonly kind: "absent" }
  | { readonly kind: "sound"; readonly manifest: Manifest; readonly paths: readonly string[] }
  | Extract<Inspection, { kind: "damaged" }>;

/** The conversion that stands in for weights with `requantize`, where it was made. */
export function conversionId(reference: WeightsReference): string | undefined {
  return reference.requantize && `${reference.id}.${reference.requantize.type}`;
}

/** The catalog may have moved on to other content since these files were installed. */
function isCurrent(manifest: Manifest, reference: WeightsReference): boolean {
  if (reference.source.kind !== "npm") return true;
  const sha256 = manifest.conversion?.sourceSha256 ?? manifest.files[0]?.sha256;
  return sha256 === reference.source.sha256;
}

/** Looks at the files installed under `id`, which is the reference's own or its conversion's. */
export async function inspectInstalled(
  home: string,
  id: string,
  reference: WeightsReference,
  options: InspectOptions = {},
): Promise<InstalledState> {
  const folder = weightsFolder(home, id);
  const manifest = await readManifest(folder);
  if (!manifest || !isCurrent(manifest, reference)) return { kind: "absent" };
  const inspection = await inspectFiles(folder.path, manifest, options);
  if (inspection.kind === "damaged") return inspection;
  return { kind: "sound", manifest, paths: manifest.files.map(({ path }) => resolve(folder.path, path)) };
}
