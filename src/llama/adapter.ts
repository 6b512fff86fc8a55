import { LlamaError } from "./llama-error.ts";
import type { Model } from "./model.ts";
import { NativeResource } from "./native-resource.ts";

/**
 * A LoRA adapter, usable in every context of its model. Disposing of one that a context has set
 * frees it when the context lets go of it; it cannot be set anew.
 */
export class Adapter implements Disposable {
  readonly model: Model;
  /** For this room only. */
  readonly resource: NativeResource;

  constructor(model: Model, file: string) {
    const { library, log } = model.llama;
    if (!model.hasWeights)
      throw new LlamaError("invalid-argument", "a model without weights takes no adapters");
    using capture = log.capture();
    const pointer = library.loadAdapter(model.resource.pointer, file);
    if (pointer === null)
      throw new LlamaError("adapter-refused", capture.reason("the adapter could not be loaded"));
    this.model = model;
    this.resource = new NativeResource("adapter", pointer, library.freeAdapter, model.resource);
  }

  [Symbol.dispose](): void {
    this.resource[Symbol.dispose]();
  }
}
