import { LlamaError } from "../llama-error.ts";
import type { Bind } from "../native-function.ts";
import { tensorTypes } from "../tensor-type.ts";
import { bindCompute, bindTensors } from "./bind-ggml.ts";

export type GgmlLibrary = ReturnType<typeof bindGgml>;

/** Binds ggml and checks that it is laid out as this room believes. */
export function bindGgml(registry: Bind, base: Bind) {
  const library = { ...bindTensors(base), ...bindCompute(registry, base) };
  return { ...library, checkLayout: () => checkLayout(library) };
}

/** Of the pinned release: the tensor struct and the header of its place in a context. */
const tensorOverheadBytes = 368;

/** @throws LlamaError `library-incompatible` */
function checkLayout(library: ReturnType<typeof bindTensors>): void {
  const refuse = (what: string): never => {
    throw new LlamaError("library-incompatible", `ggml was built with another interface: ${what}`);
  };
  const overhead = library.tensorOverhead();
  if (overhead !== tensorOverheadBytes) refuse(`a tensor takes ${overhead} bytes`);
  for (const [name, { number, blockElements, blockBytes }] of Object.entries(tensorTypes)) {
    const found = library.typeName(number);
    if (found?.toLowerCase() !== name) refuse(`element type ${number} is ${found} instead of ${name}`);
    if (library.blockElements(number) !== blockElements) refuse(`blocks of ${name}`);
    if (library.rowBytes(number, blockElements) !== blockBytes) refuse(`bytes of ${name}`);
  }
  const bytes = 64 * overhead;
  const context = library.createContext({ mem_size: bytes, mem_buffer: null, no_alloc: true });
  if (context === null) throw new LlamaError("no-room", "no memory for a context of ggml");
  const reported = [library.contextBytes(context), library.contextAllocates(context)];
  library.freeContext(context);
  if (reported[0] !== bytes || reported[1] !== true) refuse("parameters of contexts");
}
