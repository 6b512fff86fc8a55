import { LlamaError } from "./llama-error.ts";

const release = "0.5.0";

/** Non-zero defaults of the release, spread over each struct so that a moved or added member shows. */
const expectedDefaults = {
  llama_model_params: {
    n_gpu_layers: -1,
    split_mode: 1,
    load_mode: -1,
    lazy_mode: 1,
    main_gpu: 0,
    kv_overrides: null,
    vocab_only: false,
    check_tensors: false,
    use_extra_bufts: true,
    no_host: false,
    no_alloc: false,
    load_mtp: false,
  },
  llama_context_params: {
    n_ctx: 512,
    n_batch: 2048,
    n_ubatch: 512,
    n_seq_max: 1,
    n_rs_seq: 0,
    n_outputs_max: 0,
    n_outputs_max_per_seq: 1,
    n_threads: 4,
    n_threads_batch: 4,
    ctx_type: 0,
    rope_scaling_type: -1,
    pooling_type: -1,
    attention_type: -1,
    flash_attn_type: -1,
    rope_freq_base: 0,
    yarn_ext_factor: -1,
    yarn_beta_slow: -1,
    yarn_orig_ctx: 0,
    defrag_thold: -1,
    cb_eval: null,
    type_k: 1,
    type_v: 1,
    abort_callback: null,
    embeddings: false,
    offload_kqv: true,
    no_perf: true,
    op_offload: true,
    swa_full: true,
    kv_unified: false,
    samplers: null,
    n_samplers: 0,
    ctx_other: null,
  },
  llama_model_quantize_params: {
    nthread: 0,
    ftype: 7,
    output_tensor_type: 43,
    token_embedding_type: 43,
    allow_requantize: false,
    quantize_output_tensor: true,
    only_copy: false,
    dry_run: false,
    imatrix: null,
    prune_layers: null,
    max_buf_size: 8 * 2 ** 30,
  },
  ggml_threadpool_params: { n_threads: 3, prio: 0, poll: 50, strict_cpu: false, paused: false },
} as const;

type StructName = keyof typeof expectedDefaults;

/** What the library itself fills its structs with; thread pools are asked for with three threads. */
export type ReportedDefaults = Readonly<Record<StructName, object>>;

/**
 * Refuses a library whose structs are laid out otherwise than `native-structs.ts` says: with a wrong
 * layout every later call would read garbage.
 */
export function checkAbi(version: string, reported: ReportedDefaults): void {
  if (version !== release && !version.startsWith(`${release}-`))
    throw new LlamaError("library-incompatible", `llama.cpp ${release} is needed, but ${version} was found`);
  for (const [struct, expected] of Object.entries(expectedDefaults)) {
    const found = new Map(Object.entries(reported[struct as StructName]));
    for (const [member, value] of Object.entries(expected)) {
      if (found.get(member) !== value)
        throw new LlamaError(
          "library-incompatible",
          `llama.cpp ${version} was built with another interface: ${struct}.${member} is ${found.get(member)} instead of ${value}`,
        );
    }
  }
}
