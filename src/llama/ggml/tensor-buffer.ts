import { LlamaError } from "../llama-error.ts";
import type { Pointer } from "../native-function.ts";
import { NativeResource } from "../native-resource.ts";
import type { ComputeBackend } from "./compute-backend.ts";
import type { Tensor } from "./tensor.ts";
import type { TensorContext } from "./tensor-context.ts";

const usageWeights = 1;

/** Memory of tensors on a backend. Tensors in it must not be used when it is gone. */
export class TensorBuffer implements Disposable {
  readonly bytes: number;
  readonly #backend: ComputeBackend;
  readonly #resource: NativeResource;

  static ofContext(context: TensorContext, kind = context.backend.bufferKind): TensorBuffer {
    const { backend } = context;
    const pointer = backend.library.allocateTensors(context.resource.pointer, kind);
    if (pointer === null) throw new LlamaError("no-room", "no memory for the tensors");
    return new TensorBuffer(backend, pointer);
  }

  /** Memory that somebody else owns and keeps at least as long. */
  static ofMemory(backend: ComputeBackend, address: Pointer, bytes: number): TensorBuffer {
    const pointer = backend.library.bufferOfMemory(address, bytes);
    if (pointer === null) throw new LlamaError("no-room", "the memory cannot hold tensors");
    backend.library.markWeights(pointer, usageWeights);
    return new TensorBuffer(backend, pointer);
  }

  private constructor(backend: ComputeBackend, pointer: Pointer) {
    this.#backend = backend;
    this.bytes = backend.library.bufferBytes(pointer);
    this.#resource = new NativeResource(
      "tensor buffer",
      pointer,
      backend.library.freeBuffer,
      backend.resource,
    );
  }

  /** Lets a tensor without memory lie at an address of this buffer. */
  place(tensor: Tensor, address: Pointer): void {
    if (this.#backend.library.placeTensor(this.#resource.pointer, tensor.pointer, address) !== 0)
      throw new LlamaError("invalid-argument", "the tensor does not fit where it is to lie");
  }

  clear(): void {
    this.#backend.library.clearBuffer(this.#resource.idlePointer, 0);
  }

  [Symbol.dispose](): void {
    this.#resource[Symbol.dispose]();
  }
}
