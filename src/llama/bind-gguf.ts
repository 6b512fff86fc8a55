import koffi from "koffi";
import type { Bind, Pointer } from "./native-function.ts";

const initParametersStruct = koffi.struct({ no_alloc: "bool", ctx: "void *" });

/** The functions of libggml-base that read headers of GGUF files. */
export function bindGguf(base: Bind) {
  const ofKey = <Result>(name: string, result: string) =>
    base<[Pointer, number], Result>(name, result, ["void *", "int64_t"]);
  return {
    openGguf: base<[string, { no_alloc: boolean; ctx: null }], Pointer | null>(
      "gguf_init_from_file",
      "void *",
      ["str", initParametersStruct],
    ),
    closeGguf: base<[Pointer], void>("gguf_free", "void", ["void *"]),
    /** -1 where there is no such key. */
    ggufKey: base<[Pointer, string], number>("gguf_find_key", "int64_t", ["void *", "str"]),
    ggufType: ofKey<number>("gguf_get_kv_type", "int32_t"),
    ggufUint32: ofKey<number>("gguf_get_val_u32", "uint32_t"),
    ggufString: ofKey<string>("gguf_get_val_str", "str"),
    ggufArrayType: ofKey<number>("gguf_get_arr_type", "int32_t"),
    ggufArrayLength: ofKey<number>("gguf_get_arr_n", "size_t"),
    ggufArrayString: base<[Pointer, number, number], string>("gguf_get_arr_str", "str", [
      "void *",
      "int64_t",
      "size_t",
    ]),
  };
}
