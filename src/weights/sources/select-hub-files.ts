import { WeightsError } from "../weights-error.ts";

/** A file of a repository, with the checksum the hub keeps of it. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256; small text files have none. */
  readonly sha256: string | undefined;
}

/** A model in a repository: one file, or all parts of a split one in order. */
interface HubModel {
  readonly stem: string;
  readonly files: readonly HubFile[];
}

const partSuffix = /-(\d{5})-of-(\d{5})$/;

function groupParts(files: readonly HubFile[]): readonly HubModel[] {
  const groups = Map.groupBy(files, ({ path }) => path.replace(/\.gguf$/i, "").replace(partSuffix, ""));
  return [...groups].map(([stem, parts]) => ({
    stem,
    files: parts.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  }));
}

/** Whether every part of a split file is there, once. */
function isComplete({ files }: HubModel): boolean {
  return files.every(({ path }, index) => {
    const [, part, count] = partSuffix.exec(path.replace(/\.gguf$/i, "")) ?? [];
    return part === undefined
      ? files.length === 1
      : Number(part) === index + 1 && Number(count) === files.length;
  });
}

/** `Model-UD-Q4_K_XL` has the quantization `UD-Q4_K_XL`, and not `Q4_K_XL`. */
function hasQuantization(stem: string, quantization: string): boolean {
  const name = (stem.split("/").at(-1) ?? "").toLowerCase();
  const wanted = quantization.toLowerCase();
  if (name === wanted) return true;
  const before = name.slice(0, -wanted.length);
  return (
    name.endsWith(wanted) && /[-._]$/.test(before) && (wanted.startsWith("ud-") || !before.endsWith("-ud-"))
  );
}

function isLanguageModel({ path }: HubFile): boolean {
  return /^\P{Cc}+\.gguf$/iu.test(path) && !/^(mmproj|imatrix)/i.test(path.split("/").at(-1) ?? "");
}

/**
 * Chooses the files of one model from a repository's list: by exact path when `wanted` ends in
 * `.gguf`, else by quantization.
 * @throws WeightsError `not-found` listing what there is, when no model or several fit.
 */
export function selectHubFiles(
  repository: string,
  all: readonly HubFile[],
  wanted: string,
): readonly HubFile[] {
  const models = groupParts(all.filter(isLanguageModel));
  const fitting = models.filter(({ stem, files }) =>
    /\.gguf$/i.test(wanted) ? files.some(({ path }) => path === wanted) : hasQuantization(stem, wanted),
  );
  const [model, another] = fitting;
  if (!model || another) {
    const offered = (model ? fitting : models).map(({ files }) => files[0]?.path).slice(0, 12);
    const problem = model ? `has several files for "${wanted}"` : `has no file for "${wanted}"`;
    throw new WeightsError(
      "not-found",
      `Hugging Face ${repository} ${problem}; name one of: ${offered.join(", ") || "(it has no GGUF files)"}`,
    );
  }
  if (!isComplete(model)) {
    throw new WeightsError("not-found", `Hugging Face ${repository}: parts of ${model.stem} are missing`);
  }
  return model.files;
}
