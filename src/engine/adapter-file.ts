/** A LoRA adapter that requests may name. */
export interface AdapterFile {
  /** Stands for these very matrices for ever: cached prompts are kept under it. */
  readonly id: string;
  /** GGUF. */
  readonly file: string;
}
