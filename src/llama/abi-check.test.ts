import { describe, expect, it } from "vitest";
import { checkAbi, type ReportedDefaults } from "./abi-check.ts";
import { openLlama } from "./index.ts";

function reported(): ReportedDefaults {
  const { library } = openLlama();
  return {
    llama_model_params: library.modelDefaults(),
    llama_context_params: library.contextDefaults(),
    llama_model_quantize_params: library.quantizeDefaults(),
    ggml_threadpool_params: library.threadPoolDefaults(3),
  };
}

describe("checkAbi", () => {
  it.each(["0.5.0", "0.5.0-dev"])("accepts %s with its defaults", (version) => {
    expect(() => checkAbi(version, reported())).not.toThrow();
  });

  it.each(["0.5.1", "0.50.0", "b9000", ""])("refuses version %j", (version) => {
    expect(() => checkAbi(version, reported())).toThrowError(
      expect.objectContaining({ code: "library-incompatible" }),
    );
  });

  it("refuses a library whose struct is laid out otherwise, and names the member", () => {
    const defaults = reported();
    const shifted = {
      ...defaults,
      llama_context_params: { ...defaults.llama_context_params, type_k: 0, kv_unified: true },
    };
    expect(() => checkAbi("0.5.0", shifted)).toThrowError(/llama_context_params\.type_k is 0 instead of 1/);
  });
});
