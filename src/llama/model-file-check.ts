import { typeNumbers } from "./gguf-value.ts";
import { LlamaError } from "./llama-error.ts";
import { callAsync, type Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";

/** What the library's loader can hold. */
const layersMaximum = 512;

/**
 * Finds the faults over which the library's loader aborts the process instead of returning an error. A
 * file that is no model at all is left to the loader, which says what is wrong with it.
 *
 * @throws LlamaError `model-refused`
 */
export async function checkModelFile(library: NativeLibrary, file: string): Promise<void> {
  const header = await callAsync(library.openGguf, file, { no_alloc: true, ctx: null });
  if (header === null) return;
  try {
    checkLayers(library, header);
    checkTokens(library, header);
  } finally {
    library.closeGguf(header);
  }
}

function checkLayers(library: NativeLibrary, header: Pointer): void {
  const architecture = textOf(library, header, "general.architecture");
  const key = library.ggufKey(header, `${architecture}.block_count`);
  if (key < 0 || library.ggufType(header, key) !== typeNumbers.uint32) return;
  const layers = library.ggufUint32(header, key);
  if (layers < 1 || layers > layersMaximum)
    throw new LlamaError("model-refused", `a model of ${layers} layers cannot be loaded`);
}

function checkTokens(library: NativeLibrary, header: Pointer): void {
  const key = library.ggufKey(header, "tokenizer.ggml.tokens");
  if (key < 0 || library.ggufType(header, key) !== typeNumbers.array) return;
  if (library.ggufArrayType(header, key) !== typeNumbers.string) return;
  const length = library.ggufArrayLength(header, key);
  const seen = new Set<string>();
  for (let token = 0; token < length; token += 1) {
    const text = library.ggufArrayString(header, key, token);
    // Empty tokens are given names by the loader; text that is no UTF-8 cannot be told apart here.
    if (seen.has(text) && text !== "" && !text.includes("\ufffd"))
      throw new LlamaError("model-refused", `the vocabulary holds ${JSON.stringify(text)} twice`);
    seen.add(text);
  }
  if (textOf(library, header, "tokenizer.ggml.model") === "llama") checkByteTokens(seen);
}

/** Sentence pieces fall back to bytes for what they have no token for, and must have all of them. */
function checkByteTokens(tokens: ReadonlySet<string>): void {
  for (let byte = 0; byte < 256; byte += 1) {
    const name = `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
    if (!tokens.has(name) && !(byte < 128 && tokens.has(String.fromCharCode(byte))))
      throw new LlamaError("model-refused", `the vocabulary has no token for the byte ${name}`);
  }
}

function textOf(library: NativeLibrary, header: Pointer, name: string): string | undefined {
  const key = library.ggufKey(header, name);
  if (key < 0 || library.ggufType(header, key) !== typeNumbers.string) return undefined;
  return library.ggufString(header, key);
}
