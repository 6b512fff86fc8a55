import koffi from "koffi";
import type { Llama } from "../llama.ts";
import { LlamaError, requireInteger } from "../llama-error.ts";
import { callAsync, type Pointer } from "../native-function.ts";
import { NativeResource } from "../native-resource.ts";
import type { GgmlLibrary } from "./ggml-library.ts";
import type { Graph } from "./graph.ts";
import { elementCount, elementType, type Shape, type Tensor } from "./tensor.ts";
import { TensorContext } from "./tensor-context.ts";

/** A device that computes graphs. One graph at a time. */
export class ComputeBackend implements Disposable {
  readonly name: string;
  /** The kind of memory its tensors have by default. */
  readonly bufferKind: Pointer;
  /** For this room only. */
  readonly library: GgmlLibrary;
  /** For this room only. */
  readonly resource: NativeResource;
  readonly #device: Pointer;

  /** @throws LlamaError `invalid-argument` where there is no device of that name. */
  static open(llama: Llama, name = "CPU"): ComputeBackend {
    const { ggml } = llama.library;
    const device = ggml.deviceByName(name);
    if (device === null) throw new LlamaError("invalid-argument", `there is no device ${name}`);
    const pointer = ggml.openBackend(device, null);
    if (pointer === null) throw new LlamaError("no-room", `${name} could not be opened`);
    return new ComputeBackend(ggml, name, device, pointer);
  }

  private constructor(library: GgmlLibrary, name: string, device: Pointer, pointer: Pointer) {
    this.library = library;
    this.name = name;
    this.#device = device;
    this.resource = new NativeResource("backend", pointer, library.freeBackend);
    this.bufferKind = library.backendBuffers(pointer);
  }

  /** Tensors may then lie in memory that the process has anyway, such as a mapped file. */
  get computesInMainMemory(): boolean {
    return this.name === "CPU";
  }

  /** Of the CPU; other devices have threads of their own. */
  setThreads(threads: number): void {
    requireInteger("threads", threads, 1, 512);
    const set = this.#procedure("ggml_backend_set_n_threads", "void", ["void *", "int"]);
    set?.(this.resource.pointer, threads);
  }

  /**
   * The kind of memory in which weights of this type and shape are laid out anew for faster products;
   * undefined where there is none. Such weights can be multiplied with, and nothing else.
   */
  fastWeights(type: number, shape: Shape): Pointer | undefined {
    const list = this.#procedure("ggml_backend_dev_get_extra_bufts", "void *", ["void *"]);
    const kinds = list?.(this.#device) as Pointer | null | undefined;
    if (kinds === undefined || kinds === null) return undefined;
    for (let index = 0; ; index++) {
      const kind = koffi.decode(kinds, index * 8, "void *") as Pointer | null;
      if (kind === null) return undefined;
      if (this.#canMultiply(kind, type, shape)) return kind;
    }
  }

  /** @param data as many bytes as the tensor has from `offset` on, or fewer. */
  write(tensor: Tensor, data: ArrayBufferView, offset = 0): void {
    this.#checkRange(tensor, offset, data.byteLength);
    this.library.writeTensor(tensor.pointer, data, offset, data.byteLength);
  }

  /** Fills the whole tensor from native memory. */
  writeFrom(tensor: Tensor, address: Pointer): void {
    this.library.writeTensor(tensor.pointer, address, 0, this.bytesOf(tensor));
  }

  /** Writes a part of every row: `data` holds one piece a row, all of one length. */
  writeColumns(tensor: Tensor, data: ArrayBufferView, offset: number): void {
    const rows = tensor.shape[1];
    const rowBytes = this.library.rowBytes(tensor.type, tensor.shape[0]);
    const piece = data.byteLength / rows;
    if (!Number.isInteger(piece) || offset + piece > rowBytes || offset < 0)
      throw new LlamaError("invalid-argument", "the pieces do not fit the rows");
    this.library.writeTensorRows(tensor.pointer, data, offset, piece, rows, rowBytes, piece);
  }

  read<Data extends ArrayBufferView>(tensor: Tensor, into: Data, offset = 0): Data {
    this.#checkRange(tensor, offset, into.byteLength);
    this.library.readTensor(tensor.pointer, into, offset, into.byteLength);
    return into;
  }

  bytesOf({ type, shape }: Tensor): number {
    return this.library.rowBytes(type, shape[0]) * (elementCount(shape) / shape[0]);
  }

  /** Computes on another thread. @throws LlamaError `decode-failed` */
  async compute(graph: Graph): Promise<void> {
    this.resource.hold();
    try {
      const status = await callAsync(this.library.compute, this.resource.pointer, graph.pointer);
      if (status !== 0) throw new LlamaError("decode-failed", `computing failed with status ${status}`);
    } finally {
      this.resource.release();
    }
  }

  [Symbol.dispose](): void {
    this.resource[Symbol.dispose]();
  }

  /** Asked with a real, untouched allocation: support depends on type, shape and this very processor. */
  #canMultiply(kind: Pointer, type: number, shape: Shape): boolean {
    using weights = new TensorContext(this, 1);
    const weight = weights.tensor(type, shape);
    using _buffer = weights.allocate(kind);
    using context = new TensorContext(this, 2);
    const input = context.tensor(elementType.f32, [shape[0], 1]);
    const product = context.multiplyMatrix(weight, input);
    return this.library.supportsOperation(this.resource.pointer, product.pointer);
  }

  #procedure(name: string, result: string, parameters: string[]) {
    const address = this.library.procedure(this.library.deviceRegistry(this.#device), name);
    return address === null ? undefined : koffi.decode(address, koffi.proto(result, parameters));
  }

  #checkRange(tensor: Tensor, offset: number, bytes: number): void {
    if (offset < 0 || offset + bytes > this.bytesOf(tensor))
      throw new LlamaError("invalid-argument", `${bytes} bytes at ${offset} lie outside the tensor`);
  }
}
