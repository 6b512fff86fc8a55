import { type ApiFile, uploadFile } from "../api/upload.ts";

/** A file of this machine that is still to be uploaded. */
export interface LocalFile {
  readonly kind: "local";
  readonly name: string;
  readonly bytes: number;
  readonly file: File;
}

export interface UploadedFile {
  readonly kind: "uploaded";
  readonly name: string;
  readonly bytes: number;
  readonly id: string;
}

/** A file of examples. */
export type ChosenFile = LocalFile | UploadedFile;

export function localFile(file: File): LocalFile {
  return { kind: "local", name: file.name, bytes: file.size, file };
}

export function uploadedFile({ id, filename, bytes }: ApiFile): UploadedFile {
  return { kind: "uploaded", name: filename, bytes, id };
}

/** Puts a file on the server, where it is not yet. */
export async function ensureUploaded(
  chosen: ChosenFile,
  onProgress: (fraction: number) => void,
): Promise<UploadedFile> {
  if (chosen.kind === "uploaded") return chosen;
  onProgress(0);
  return uploadedFile(await uploadFile(chosen.file, { purpose: "fine-tune", onProgress }));
}
