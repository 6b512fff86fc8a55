import koffi from "koffi";
import type { Bind, Pointer } from "./native-function.ts";
import {
  batchStruct,
  type ContextParameters,
  contextParametersStruct,
  type ModelParameters,
  modelParametersStruct,
  type NativeBatch,
  type QuantizeParameters,
  quantizeParametersStruct,
} from "./native-structs.ts";

type Nullable = Pointer | null;

/** The functions of libllama that concern models, vocabularies and adapters. */
export function bindModel(bind: Bind) {
  const number = (name: string) => bind<[Pointer], number>(name, "int32_t", ["void *"]);
  const flag = (name: string) => bind<[Pointer], boolean>(name, "bool", ["void *"]);
  return {
    version: bind<[], string>("llama_version", "str", []),
    systemInfo: bind<[], string>("llama_print_system_info", "str", []),
    setLog: bind<[Pointer, null], void>("llama_log_set", "void", ["void *", "void *"]),
    maximumSequences: bind<[], number>("llama_max_parallel_sequences", "size_t", []),

    modelDefaults: bind<[], ModelParameters>("llama_model_default_params", modelParametersStruct, []),
    loadModel: bind<[string, ModelParameters], Nullable>("llama_model_load_from_file", "void *", [
      "str",
      modelParametersStruct,
    ]),
    freeModel: bind<[Pointer], void>("llama_model_free", "void", ["void *"]),
    modelVocabulary: bind<[Pointer], Pointer>("llama_model_get_vocab", "void *", ["void *"]),
    modelMetadata: bind<[Pointer, string, Uint8Array, number], number>(
      "llama_model_meta_val_str",
      "int32_t",
      ["void *", "str", "void *", "size_t"],
    ),
    modelChatTemplate: bind<[Pointer, null], string | null>("llama_model_chat_template", "str", [
      "void *",
      "str",
    ]),
    modelSize: bind<[Pointer], number | bigint>("llama_model_size", "uint64_t", ["void *"]),
    modelParameterCount: bind<[Pointer], number | bigint>("llama_model_n_params", "uint64_t", ["void *"]),
    modelTrainContextLength: number("llama_model_n_ctx_train"),
    modelEmbeddingLength: number("llama_model_n_embd"),
    modelOutputEmbeddingLength: number("llama_model_n_embd_out"),
    modelLayerCount: number("llama_model_n_layer"),
    modelHeadCount: number("llama_model_n_head"),
    modelHeadCountKeyValue: number("llama_model_n_head_kv"),
    modelSlidingWindow: number("llama_model_n_swa"),
    modelIsRecurrent: flag("llama_model_is_recurrent"),
    modelIsHybrid: flag("llama_model_is_hybrid"),
    modelHasEncoder: flag("llama_model_has_encoder"),

    vocabularyKind: number("llama_vocab_type"),
    vocabularySize: number("llama_vocab_n_tokens"),
    vocabularyBeginOfSequence: number("llama_vocab_bos"),
    vocabularyEndOfSequence: number("llama_vocab_eos"),
    vocabularyAddsBeginOfSequence: flag("llama_vocab_get_add_bos"),
    vocabularyAddsEndOfSequence: flag("llama_vocab_get_add_eos"),
    tokenText: bind<[Pointer, number], string>("llama_vocab_get_text", "str", ["void *", "int32_t"]),
    tokenAttributes: bind<[Pointer, number], number>("llama_vocab_get_attr", "int32_t", [
      "void *",
      "int32_t",
    ]),
    tokenEndsGeneration: bind<[Pointer, number], boolean>("llama_vocab_is_eog", "bool", [
      "void *",
      "int32_t",
    ]),
    tokenize: bind<[Pointer, Uint8Array, number, Int32Array, number, boolean, boolean], number>(
      "llama_tokenize",
      "int32_t",
      ["void *", "void *", "int32_t", "void *", "int32_t", "bool", "bool"],
    ),
    tokenToPiece: bind<[Pointer, number, Uint8Array, number, number, boolean], number>(
      "llama_token_to_piece",
      "int32_t",
      ["void *", "int32_t", "void *", "int32_t", "int32_t", "bool"],
    ),
    detokenize: bind<[Pointer, Int32Array, number, Uint8Array, number, boolean, boolean], number>(
      "llama_detokenize",
      "int32_t",
      ["void *", "void *", "int32_t", "void *", "int32_t", "bool", "bool"],
    ),

    loadAdapter: bind<[Pointer, string], Nullable>("llama_adapter_lora_init", "void *", ["void *", "str"]),
    freeAdapter: bind<[Pointer], void>("llama_adapter_lora_free", "void", ["void *"]),

    quantizeDefaults: bind<[], QuantizeParameters>(
      "llama_model_quantize_default_params",
      quantizeParametersStruct,
      [],
    ),
    quantize: bind<[string, string, QuantizeParameters], number>("llama_model_quantize", "uint32_t", [
      "str",
      "str",
      koffi.pointer(quantizeParametersStruct),
    ]),
  };
}

/** The functions of libllama that concern contexts, their memory and their state. */
export function bindContext(bind: Bind) {
  const contextNumber = (name: string) => bind<[Pointer], number>(name, "uint32_t", ["void *"]);
  const row = (name: string) => bind<[Pointer, number], Nullable>(name, "void *", ["void *", "int32_t"]);
  const sequencePosition = (name: string) =>
    bind<[Pointer, number], number>(name, "int32_t", ["void *", "int32_t"]);
  const range = ["void *", "int32_t", "int32_t", "int32_t"];
  return {
    contextDefaults: bind<[], ContextParameters>("llama_context_default_params", contextParametersStruct, []),
    createContext: bind<[Pointer, ContextParameters], Nullable>("llama_init_from_model", "void *", [
      "void *",
      contextParametersStruct,
    ]),
    freeContext: bind<[Pointer], void>("llama_free", "void", ["void *"]),
    contextCells: contextNumber("llama_n_ctx"),
    contextCellsPerSequence: contextNumber("llama_n_ctx_seq"),
    contextBatchTokens: contextNumber("llama_n_batch"),
    contextRecurrentSnapshots: contextNumber("llama_n_rs_seq"),
    setThreads: bind<[Pointer, number, number], void>("llama_set_n_threads", "void", [
      "void *",
      "int32_t",
      "int32_t",
    ]),
    decode: bind<[Pointer, NativeBatch], number>("llama_decode", "int32_t", ["void *", batchStruct]),
    setAbortCallback: bind<[Pointer, Pointer, Uint8Array], void>("llama_set_abort_callback", "void", [
      "void *",
      "void *",
      "void *",
    ]),
    synchronize: bind<[Pointer], void>("llama_synchronize", "void", ["void *"]),
    logits: bind<[Pointer], Nullable>("llama_get_logits", "void *", ["void *"]),
    logitsOfToken: row("llama_get_logits_ith"),
    embeddingsOfToken: row("llama_get_embeddings_ith"),
    embeddingsOfSequence: row("llama_get_embeddings_seq"),
    contextPooling: contextNumber("llama_pooling_type"),
    setAdapters: bind<[Pointer, BigUint64Array, number, Float32Array], number>(
      "llama_set_adapters_lora",
      "int32_t",
      ["void *", "void *", "size_t", "void *"],
    ),

    memory: bind<[Pointer], Nullable>("llama_get_memory", "void *", ["void *"]),
    memoryClear: bind<[Pointer, boolean], void>("llama_memory_clear", "void", ["void *", "bool"]),
    memoryRemove: bind<[Pointer, number, number, number], boolean>("llama_memory_seq_rm", "bool", range),
    memoryCopy: bind<[Pointer, number, number, number, number], void>("llama_memory_seq_cp", "void", [
      ...range,
      "int32_t",
    ]),
    memoryKeep: bind<[Pointer, number], void>("llama_memory_seq_keep", "void", ["void *", "int32_t"]),
    memoryShift: bind<[Pointer, number, number, number, number], void>("llama_memory_seq_add", "void", [
      ...range,
      "int32_t",
    ]),
    memoryPositionMinimum: sequencePosition("llama_memory_seq_pos_min"),
    memoryPositionMaximum: sequencePosition("llama_memory_seq_pos_max"),
    memoryCanShift: bind<[Pointer], boolean>("llama_memory_can_shift", "bool", ["void *"]),

    stateSize: bind<[Pointer, number, number], number>("llama_state_seq_get_size_ext", "size_t", [
      "void *",
      "int32_t",
      "uint32_t",
    ]),
    saveState: bind<[Pointer, Uint8Array, number, number, number], number>(
      "llama_state_seq_get_data_ext",
      "size_t",
      ["void *", "void *", "size_t", "int32_t", "uint32_t"],
    ),
    restoreState: bind<[Pointer, Uint8Array, number, number, number], number>(
      "llama_state_seq_set_data_ext",
      "size_t",
      ["void *", "void *", "size_t", "int32_t", "uint32_t"],
    ),
  };
}
