import { LlamaError } from "../llama-error.ts";
import type { Pointer } from "../native-function.ts";
import { NativeResource } from "../native-resource.ts";
import type { ComputeBackend } from "./compute-backend.ts";
import type { Tensor } from "./tensor.ts";
import type { TensorContext } from "./tensor-context.ts";

/** Operations in the order in which they are computed. Lives as long as its context. */
export class Graph {
  readonly #context: TensorContext;
  readonly #library: ComputeBackend["library"];
  readonly #pointer: Pointer;
  readonly #capacity: number;

  /** Use `TensorContext.graph`. */
  constructor(context: TensorContext, capacity: number) {
    this.#context = context;
    this.#library = context.backend.library;
    this.#capacity = capacity;
    this.#pointer = this.#library.createGraph(context.resource.pointer, capacity, false);
  }

  get size(): number {
    return this.#library.graphSize(this.pointer);
  }

  /** For this room only. */
  get pointer(): Pointer {
    this.#context.resource.pointer;
    return this.#pointer;
  }

  /** Adds what the tensor is made of, as far as it is not there yet, and the tensor. */
  expand(tensor: Tensor): void {
    // Nodes that one tensor may bring along: far more than any operation here has.
    if (this.size + 64 > this.#capacity)
      throw new LlamaError("invalid-argument", `the graph holds ${this.#capacity} nodes and is full`);
    this.#library.expandGraph(this.pointer, tensor.pointer);
  }

  /** A graph of the nodes `from` to `to` of this one, with the memory they have. */
  part(from: number, to: number): Graph {
    const part = new Graph(this.#context, Math.max(1, to - from));
    for (let index = from; index < to; index++)
      this.#library.addGraphNode(part.pointer, this.#library.graphNode(this.pointer, index));
    return part;
  }

  /** @throws LlamaError `invalid-argument` where the backend lacks an operation: computing it would abort. */
  requireSupported(): void {
    const backend = this.#context.backend.resource.pointer;
    for (let index = 0; index < this.size; index++) {
      const node = this.#library.graphNode(this.pointer, index);
      if (!this.#library.supportsOperation(backend, node))
        throw new LlamaError(
          "invalid-argument",
          `${this.#context.backend.name} cannot compute operation ${index} of the graph`,
        );
    }
  }
}

/**
 * Memory for all results of one graph, those whose use does not overlap in the same place. It can be given
 * from graph to graph, and grows where it must: memory fresh from the system costs time at its first use.
 */
export class GraphMemory implements Disposable {
  readonly #library: ComputeBackend["library"];
  readonly #resource: NativeResource;

  constructor(backend: ComputeBackend) {
    const { library } = backend;
    const pointer = library.createAllocator(backend.bufferKind);
    if (pointer === null) throw new LlamaError("no-room", "no memory for the graph");
    this.#library = library;
    this.#resource = new NativeResource("graph memory", pointer, library.freeAllocator, backend.resource);
  }

  /** Lets the graph's results lie here. The graph before it must not be computed any more. */
  give(graph: Graph): void {
    if (!this.#library.allocateGraph(this.#resource.pointer, graph.pointer))
      throw new LlamaError("no-room", "no memory for the graph");
  }

  get bytes(): number {
    return this.#library.allocatorBytes(this.#resource.pointer, 0);
  }

  [Symbol.dispose](): void {
    this.#resource[Symbol.dispose]();
  }
}
