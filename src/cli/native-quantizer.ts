import { availableParallelism } from "node:os";
import { openLlama, quantize } from "../llama/index.ts";
import type { Quantizer } from "../weights/index.ts";

/** llama.cpp's own conversion, handed to the room that may not know it. */
export function nativeQuantizer(): Quantizer {
  return {
    get name() {
      return `llama.cpp ${openLlama().version}`;
    },
    quantize: ({ source, destination, type, onProgress }) =>
      quantize(openLlama(), {
        source,
        destination,
        fileType: type,
        threads: availableParallelism(),
        allowRequantize: true,
        onProgress,
      }),
  };
}
