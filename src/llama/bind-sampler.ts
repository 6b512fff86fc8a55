import type { Bind, Pointer } from "./native-function.ts";
import { type SamplerChainParameters, samplerChainParametersStruct } from "./native-structs.ts";

/** The sampler functions of libllama. */
export function bindSampler(bind: Bind) {
  return {
    createChain: bind<[SamplerChainParameters], Pointer>("llama_sampler_chain_init", "void *", [
      samplerChainParametersStruct,
    ]),
    addToChain: bind<[Pointer, Pointer], void>("llama_sampler_chain_add", "void", ["void *", "void *"]),
    removeFromChain: bind<[Pointer, number], Pointer>("llama_sampler_chain_remove", "void *", [
      "void *",
      "int32_t",
    ]),
    freeSampler: bind<[Pointer], void>("llama_sampler_free", "void", ["void *"]),
    cloneSampler: bind<[Pointer], Pointer>("llama_sampler_clone", "void *", ["void *"]),
    resetSampler: bind<[Pointer], void>("llama_sampler_reset", "void", ["void *"]),
    acceptToken: bind<[Pointer, number], void>("llama_sampler_accept", "void", ["void *", "int32_t"]),
    sample: bind<[Pointer, Pointer, number], number>("llama_sampler_sample", "int32_t", [
      "void *",
      "void *",
      "int32_t",
    ]),

    greedy: bind<[], Pointer>("llama_sampler_init_greedy", "void *", []),
    distribution: bind<[number], Pointer>("llama_sampler_init_dist", "void *", ["uint32_t"]),
    topK: bind<[number], Pointer>("llama_sampler_init_top_k", "void *", ["int32_t"]),
    topP: bind<[number, number], Pointer>("llama_sampler_init_top_p", "void *", ["float", "size_t"]),
    minP: bind<[number, number], Pointer>("llama_sampler_init_min_p", "void *", ["float", "size_t"]),
    temperature: bind<[number], Pointer>("llama_sampler_init_temp", "void *", ["float"]),
    penalties: bind<[number, number, number, number, number], Pointer>(
      "llama_sampler_init_penalties",
      "void *",
      ["int32_t", "int32_t", "float", "float", "float"],
    ),
    /** The biases are packed pairs of an int32 token and a float32 bias. */
    logitBias: bind<[number, number, Uint8Array], Pointer>("llama_sampler_init_logit_bias", "void *", [
      "int32_t",
      "int32_t",
      "void *",
    ]),
  };
}
