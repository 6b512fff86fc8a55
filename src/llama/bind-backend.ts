import type { Bind, Pointer } from "./native-function.ts";

/** The device functions: the registry lives in libggml, the devices' own functions in libggml-base. */
export function bindBackend(registry: Bind, base: Bind) {
  return {
    loadBackends: registry<[string], void>("ggml_backend_load_all_from_path", "void", ["str"]),
    deviceCount: registry<[], number>("ggml_backend_dev_count", "size_t", []),
    device: registry<[number], Pointer>("ggml_backend_dev_get", "void *", ["size_t"]),
    deviceName: base<[Pointer], string>("ggml_backend_dev_name", "str", ["void *"]),
    deviceDescription: base<[Pointer], string>("ggml_backend_dev_description", "str", ["void *"]),
    deviceKind: base<[Pointer], number>("ggml_backend_dev_type", "int32_t", ["void *"]),
    deviceMemory: base<[Pointer, BigUint64Array, BigUint64Array], void>("ggml_backend_dev_memory", "void", [
      "void *",
      "void *",
      "void *",
    ]),
  };
}
