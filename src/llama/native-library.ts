import koffi from "koffi";
import { checkAbi } from "./abi-check.ts";
import { bindBackend } from "./bind-backend.ts";
import { bindGguf } from "./bind-gguf.ts";
import { bindContext, bindModel } from "./bind-llama.ts";
import { bindSampler } from "./bind-sampler.ts";
import { bindThreads } from "./bind-threads.ts";
import { bindGgml } from "./ggml/ggml-library.ts";
import type { LibraryFiles } from "./library-directory.ts";
import { LlamaError } from "./llama-error.ts";
import { binder, type Pointer } from "./native-function.ts";

/**
 * The FFI runs native code on stacks of its own, which are small by default (128 KiB on worker
 * threads). Tokenizers recurse with the length of the text, so both get as much as is allowed.
 */
const stackBytes = 16 * 2 ** 20;

export type NativeLibrary = ReturnType<typeof loadNativeLibrary>;

/** Loads and binds the libraries, checks their interface, and brings up the compute backends. */
export function loadNativeLibrary(files: LibraryFiles) {
  // libllama and the backends look up the symbols of the libraries loaded before them.
  const load = (file: string) => koffi.load(file, { global: true, lazy: true });
  try {
    koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes });
    const baseLibrary = load(files.ggmlBase);
    const base = binder(baseLibrary);
    const ggml = binder(load(files.ggml));
    const llamaLibrary = load(files.llama);
    const bind = binder(llamaLibrary);
    const library = {
      ...bindModel(bind),
      ...bindContext(bind),
      ...bindSampler(bind),
      ...bindBackend(ggml, base),
      ...bindThreads(bind, ggml, base),
      ...bindGguf(base),
      ggml: bindGgml(ggml, base),
      /**
       * A function without parameters and effects. C callers clean up after themselves, so it is safe
       * to call with any arguments: a log callback that drops every line without entering JavaScript.
       */
      ignoreLog: llamaLibrary.symbol("llama_max_devices") as Pointer,
      /** Whether a tensor, of which it is given the header, has a dimension of zero. */
      isEmptyTensor: baseLibrary.symbol("ggml_is_empty") as Pointer,
    };
    checkAbi(library.version(), {
      llama_model_params: library.modelDefaults(),
      llama_context_params: library.contextDefaults(),
      llama_model_quantize_params: library.quantizeDefaults(),
      ggml_threadpool_params: library.threadPoolDefaults(3),
    });
    library.ggml.checkLayout();
    library.setLog(library.ignoreLog, null);
    library.loadBackends(files.directory);
    return { ...library, threadPools: library.threadPoolFunctions() };
  } catch (error) {
    if (error instanceof LlamaError) throw error;
    throw new LlamaError("library-incompatible", `llama.cpp could not be loaded from ${files.directory}`, {
      cause: error,
    });
  }
}
