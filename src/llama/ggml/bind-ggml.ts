import koffi from "koffi";
import type { Bind, Pointer } from "../native-function.ts";

type Nullable = Pointer | null;

const p = "void *";
const extent = "int64_t";

const contextParametersStruct = koffi.struct({ mem_size: "size_t", mem_buffer: p, no_alloc: "bool" });

export interface TensorContextParameters {
  mem_size: number;
  mem_buffer: null;
  no_alloc: boolean;
}

/** The functions of libggml-base that make tensors and graphs. The first parameter of operations is the context. */
export function bindTensors(base: Bind) {
  const unary = (name: string) => base<[Pointer, Pointer], Pointer>(name, p, [p, p]);
  const binary = (name: string) => base<[Pointer, Pointer, Pointer], Pointer>(name, p, [p, p, p]);
  const rope = (name: string) =>
    base<
      [
        Pointer,
        Pointer,
        Pointer,
        Nullable,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ],
      Pointer
    >(name, p, [p, p, p, p, "int", "int", "int", "float", "float", "float", "float", "float", "float"]);
  return {
    createContext: base<[TensorContextParameters], Nullable>("ggml_init", p, [contextParametersStruct]),
    freeContext: base<[Pointer], void>("ggml_free", "void", [p]),
    contextBytes: base<[Pointer], number>("ggml_get_mem_size", "size_t", [p]),
    contextAllocates: base<[Pointer], boolean>("ggml_get_no_alloc", "bool", [p]),
    tensorOverhead: base<[], number>("ggml_tensor_overhead", "size_t", []),
    graphOverhead: base<[number, boolean], number>("ggml_graph_overhead_custom", "size_t", [
      "size_t",
      "bool",
    ]),
    typeName: base<[number], string | null>("ggml_type_name", "str", ["int"]),
    blockElements: base<[number], number>("ggml_blck_size", extent, ["int"]),
    rowBytes: base<[number, number], number>("ggml_row_size", "size_t", ["int", extent]),

    newTensor: base<[Pointer, number, number, number, number, number], Pointer>("ggml_new_tensor_4d", p, [
      p,
      "int",
      extent,
      extent,
      extent,
      extent,
    ]),
    setOutput: base<[Pointer], void>("ggml_set_output", "void", [p]),
    view: base<[Pointer, Pointer, number, number, number, number], Pointer>("ggml_view_2d", p, [
      p,
      p,
      extent,
      extent,
      "size_t",
      "size_t",
    ]),
    reshape: base<[Pointer, Pointer, number, number, number, number], Pointer>("ggml_reshape_4d", p, [
      p,
      p,
      extent,
      extent,
      extent,
      extent,
    ]),
    permute: base<[Pointer, Pointer, number, number, number, number], Pointer>("ggml_permute", p, [
      p,
      p,
      "int",
      "int",
      "int",
      "int",
    ]),
    contiguous: unary("ggml_cont"),
    copy: binary("ggml_cpy"),
    multiplyMatrix: binary("ggml_mul_mat"),
    outerProduct: binary("ggml_out_prod"),
    add: binary("ggml_add"),
    addInPlace: binary("ggml_add_inplace"),
    multiply: binary("ggml_mul"),
    scale: base<[Pointer, Pointer, number], Pointer>("ggml_scale", p, [p, p, "float"]),
    silu: unary("ggml_silu"),
    siluBackward: binary("ggml_silu_back"),
    gatedSilu: binary("ggml_swiglu_split"),
    rmsNorm: base<[Pointer, Pointer, number], Pointer>("ggml_rms_norm", p, [p, p, "float"]),
    rmsNormBackward: base<[Pointer, Pointer, Pointer, number], Pointer>("ggml_rms_norm_back", p, [
      p,
      p,
      p,
      "float",
    ]),
    rope: rope("ggml_rope_ext"),
    ropeBackward: rope("ggml_rope_ext_back"),
    softMax: base<[Pointer, Pointer, Nullable, number, number], Pointer>("ggml_soft_max_ext", p, [
      p,
      p,
      p,
      "float",
      "float",
    ]),
    softMaxBackward: base<[Pointer, Pointer, Pointer, number, number], Pointer>("ggml_soft_max_ext_back", p, [
      p,
      p,
      p,
      "float",
      "float",
    ]),
    getRows: binary("ggml_get_rows"),
    getRowsBackward: base<[Pointer, Pointer, Pointer, Pointer], Pointer>("ggml_get_rows_back", p, [
      p,
      p,
      p,
      p,
    ]),

    createGraph: base<[Pointer, number, boolean], Pointer>("ggml_new_graph_custom", p, [p, "size_t", "bool"]),
    expandGraph: base<[Pointer, Pointer], void>("ggml_build_forward_expand", "void", [p, p]),
    graphSize: base<[Pointer], number>("ggml_graph_n_nodes", "int", [p]),
    graphNode: base<[Pointer, number], Pointer>("ggml_graph_node", p, [p, "int"]),
    addGraphNode: base<[Pointer, Pointer], void>("ggml_graph_add_node", "void", [p, p]),
  };
}

/** The functions of libggml-base and the registry that give tensors memory and compute graphs. */
export function bindCompute(registry: Bind, base: Bind) {
  return {
    deviceByName: registry<[string], Nullable>("ggml_backend_dev_by_name", p, ["str"]),
    deviceRegistry: base<[Pointer], Pointer>("ggml_backend_dev_backend_reg", p, [p]),
    procedure: base<[Pointer, string], Nullable>("ggml_backend_reg_get_proc_address", p, [p, "str"]),
    openBackend: base<[Pointer, null], Nullable>("ggml_backend_dev_init", p, [p, "str"]),
    freeBackend: base<[Pointer], void>("ggml_backend_free", "void", [p]),
    backendBuffers: base<[Pointer], Pointer>("ggml_backend_get_default_buffer_type", p, [p]),
    supportsOperation: base<[Pointer, Pointer], boolean>("ggml_backend_supports_op", "bool", [p, p]),
    compute: base<[Pointer, Pointer], number>("ggml_backend_graph_compute", "int", [p, p]),

    allocateTensors: base<[Pointer, Pointer], Nullable>("ggml_backend_alloc_ctx_tensors_from_buft", p, [
      p,
      p,
    ]),
    bufferOfMemory: base<[Pointer, number], Nullable>("ggml_backend_cpu_buffer_from_ptr", p, [p, "size_t"]),
    placeTensor: base<[Pointer, Pointer, Pointer], number>("ggml_backend_tensor_alloc", "int", [p, p, p]),
    bufferBytes: base<[Pointer], number>("ggml_backend_buffer_get_size", "size_t", [p]),
    markWeights: base<[Pointer, number], void>("ggml_backend_buffer_set_usage", "void", [p, "int"]),
    clearBuffer: base<[Pointer, number], void>("ggml_backend_buffer_clear", "void", [p, "uint8_t"]),
    freeBuffer: base<[Pointer], void>("ggml_backend_buffer_free", "void", [p]),
    writeTensor: base<[Pointer, ArrayBufferView | Pointer, number, number], void>(
      "ggml_backend_tensor_set",
      "void",
      [p, p, "size_t", "size_t"],
    ),
    writeTensorRows: base<[Pointer, ArrayBufferView, number, number, number, number, number], void>(
      "ggml_backend_tensor_set_2d",
      "void",
      [p, p, "size_t", "size_t", "size_t", "size_t", "size_t"],
    ),
    readTensor: base<[Pointer, ArrayBufferView, number, number], void>("ggml_backend_tensor_get", "void", [
      p,
      p,
      "size_t",
      "size_t",
    ]),

    createAllocator: base<[Pointer], Nullable>("ggml_gallocr_new", p, [p]),
    allocateGraph: base<[Pointer, Pointer], boolean>("ggml_gallocr_alloc_graph", "bool", [p, p]),
    allocatorBytes: base<[Pointer, number], number>("ggml_gallocr_get_buffer_size", "size_t", [p, "int"]),
    freeAllocator: base<[Pointer], void>("ggml_gallocr_free", "void", [p]),
  };
}
