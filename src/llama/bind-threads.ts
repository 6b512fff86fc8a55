import koffi, { type TypeObject } from "koffi";
import type { Bind, NativeFunction, Pointer } from "./native-function.ts";
import { type ThreadPoolParameters, threadPoolParametersStruct } from "./native-structs.ts";

const threadPoolParametersPointer = koffi.pointer(threadPoolParametersStruct);

/** The functions of thread pools, which the CPU backend keeps in a library of its own. */
export function bindThreads(llama: Bind, registry: Bind, base: Bind) {
  const backend = registry<[string], Pointer | null>("ggml_backend_reg_by_name", "void *", ["str"]);
  const address = base<[Pointer, string], Pointer | null>("ggml_backend_reg_get_proc_address", "void *", [
    "void *",
    "str",
  ]);
  const functionOfCpu = (name: string, result: string, parameters: (string | TypeObject)[]) => {
    const cpu = backend("CPU");
    const pointer = cpu === null ? null : address(cpu, name);
    return pointer === null ? undefined : koffi.decode(pointer, koffi.proto(result, parameters));
  };
  return {
    threadPoolDefaults: base<[number], ThreadPoolParameters>(
      "ggml_threadpool_params_default",
      threadPoolParametersStruct,
      ["int32_t"],
    ),
    attachThreadPool: llama<[Pointer, Pointer, null], void>("llama_attach_threadpool", "void", [
      "void *",
      "void *",
      "void *",
    ]),
    /** To be called after the backends are loaded; undefined where the CPU backend has no pools. */
    threadPoolFunctions() {
      const create: NativeFunction<[ThreadPoolParameters], Pointer | null> | undefined = functionOfCpu(
        "ggml_threadpool_new",
        "void *",
        [threadPoolParametersPointer],
      );
      const free: NativeFunction<[Pointer], void> | undefined = functionOfCpu(
        "ggml_threadpool_free",
        "void",
        ["void *"],
      );
      return create && free && { create, free };
    },
  };
}
