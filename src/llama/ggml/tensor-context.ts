import { LlamaError, requireInteger } from "../llama-error.ts";
import { NativeResource } from "../native-resource.ts";
import type { ComputeBackend } from "./compute-backend.ts";
import { Graph } from "./graph.ts";
import type { Rope } from "./rope.ts";
import { elementCount, elementType, fullShape, requireShapes, type Shape, type Tensor } from "./tensor.ts";
import { TensorBuffer } from "./tensor-buffer.ts";
import { bothContiguous, isFloat, isMatrix, repeats, sameShape } from "./tensor-shape.ts";

/**
 * Describes tensors and operations on them. Nothing has memory or is computed yet: memory comes from
 * `allocate`, or from the allocation of a graph. Holds up to `capacity` tensors, results included.
 */
export class TensorContext implements Disposable {
  readonly backend: ComputeBackend;
  /** For this room only. */
  readonly resource: NativeResource;
  readonly #library: ComputeBackend["library"];
  readonly #capacity: number;
  #tensors = 0;

  /** @param graphs nodes of each graph that will be made here */
  constructor(backend: ComputeBackend, capacity: number, graphs: readonly number[] = []) {
    requireInteger("tensors of a context", capacity, 1, 1 << 24);
    const { library } = backend;
    const graphBytes = graphs.reduce((sum, nodes) => sum + library.graphOverhead(nodes, false), 0);
    const pointer = library.createContext({
      mem_size: capacity * library.tensorOverhead() + graphBytes,
      mem_buffer: null,
      no_alloc: true,
    });
    if (pointer === null) throw new LlamaError("context-refused", "no memory for descriptions of tensors");
    this.backend = backend;
    this.#library = library;
    this.#capacity = capacity;
    this.resource = new NativeResource("tensor context", pointer, library.freeContext, backend.resource);
  }

  /** Gives all tensors made so far memory of a kind, by default the backend's own; fresh memory is not cleared. */
  allocate(kind?: bigint): TensorBuffer {
    return TensorBuffer.ofContext(this, kind);
  }

  graph(capacity: number): Graph {
    return new Graph(this, capacity);
  }

  tensor(type: number, extents: readonly number[]): Tensor {
    const shape = fullShape(extents);
    const block = this.#library.blockElements(type);
    if (!(block > 0) || shape[0] % block !== 0)
      throw new LlamaError("invalid-argument", `rows of ${shape[0]} elements cannot be of type ${type}`);
    return this.#made(this.#library.newTensor(this.#pointer(), type, ...shape), shape, type);
  }

  /** What is computed last of a kind, and read: its memory is not used again within the graph. */
  markOutput(a: Tensor): void {
    this.#library.setOutput(a.pointer);
  }

  /** Rows `from` to `from + count` of a matrix. */
  rows(a: Tensor, from: number, count: number): Tensor {
    requireShapes(isMatrix(a) && a.contiguous && from >= 0 && from + count <= a.shape[1], "rows", a);
    const bytes = this.#library.rowBytes(a.type, a.shape[0]);
    const pointer = this.#library.view(this.#pointer(), a.pointer, a.shape[0], count, bytes, from * bytes);
    return this.#made(pointer, [a.shape[0], count, 1, 1], a.type);
  }

  reshape(a: Tensor, extents: readonly number[]): Tensor {
    const shape = fullShape(extents);
    requireShapes(a.contiguous && elementCount(shape) === elementCount(a.shape), "reshape", a);
    return this.#made(this.#library.reshape(this.#pointer(), a.pointer, ...shape), shape, a.type);
  }

  /** Dimension `i` becomes dimension `axes[i]`; a view. */
  permute(a: Tensor, axes: readonly [number, number, number, number]): Tensor {
    requireShapes(new Set(axes).size === 4 && axes.every((axis) => axis >= 0 && axis < 4), "permute", a);
    const shape: [number, number, number, number] = [1, 1, 1, 1];
    for (const [from, to] of axes.entries()) shape[to] = a.shape[from]!;
    const pointer = this.#library.permute(this.#pointer(), a.pointer, ...axes);
    return this.#made(pointer, shape, a.type, false);
  }

  /** Rows as columns; a view. */
  flipped(a: Tensor): Tensor {
    return this.permute(a, [1, 0, 2, 3]);
  }

  contiguous(a: Tensor): Tensor {
    requireShapes(a.type === elementType.f32, "contiguous", a);
    return this.#made(this.#library.contiguous(this.#pointer(), a.pointer), a.shape);
  }

  /** A transposed copy of a matrix, or of every matrix of a stack. */
  transposed(a: Tensor): Tensor {
    return this.contiguous(this.flipped(a));
  }

  /** Copies into another tensor, turning the element type into that of the target. */
  copy(a: Tensor, into: Tensor): Tensor {
    requireShapes(sameShape(a, into) && into.contiguous, "copy", a, into);
    return this.#made(this.#library.copy(this.#pointer(), a.pointer, into.pointer), into.shape, into.type);
  }

  /** `[k, m] × [k, n] → [m, n]`: every row of the first with every row of the second; stacks of the first may repeat. */
  multiplyMatrix(a: Tensor, b: Tensor): Tensor {
    const fits = a.shape[0] === b.shape[0] && b.shape[2] % a.shape[2] === 0 && b.shape[3] % a.shape[3] === 0;
    requireShapes(fits && a.contiguous && b.contiguous && isFloat(b), "multiplyMatrix", a, b);
    const shape: Shape = [a.shape[1], b.shape[1], b.shape[2], b.shape[3]];
    return this.#made(this.#library.multiplyMatrix(this.#pointer(), a.pointer, b.pointer), shape);
  }

  /**
   * `[m, k] × [n, k] → [m, n]`: every column of the first with every column of the second, whose columns
   * may also lie one after the other, as those of a permuted matrix do. Stacks of the first may repeat.
   * On CPUs it is fast where `m` is long or `k` short, and far slower than {@link multiplyMatrix} elsewhere.
   */
  outerProduct(a: Tensor, b: Tensor): Tensor {
    const fits = a.shape[1] === b.shape[1] && b.shape[2] % a.shape[2] === 0 && b.shape[3] % a.shape[3] === 0;
    requireShapes(fits && a.contiguous && isFloat(a) && isFloat(b), "outerProduct", a, b);
    const shape: Shape = [a.shape[0], b.shape[0], b.shape[2], b.shape[3]];
    return this.#made(this.#library.outerProduct(this.#pointer(), a.pointer, b.pointer), shape);
  }

  /** The second may repeat along any dimension. */
  add(a: Tensor, b: Tensor): Tensor {
    requireShapes(repeats(b, a) && isFloat(a) && isFloat(b), "add", a, b);
    return this.#made(this.#library.add(this.#pointer(), a.pointer, b.pointer), a.shape);
  }

  /** Adds to the memory of the first. */
  addInPlace(a: Tensor, b: Tensor): Tensor {
    requireShapes(sameShape(a, b) && isFloat(a) && isFloat(b), "addInPlace", a, b);
    return this.#made(this.#library.addInPlace(this.#pointer(), a.pointer, b.pointer), a.shape);
  }

  /** Element by element; the second may repeat along any dimension. */
  multiply(a: Tensor, b: Tensor): Tensor {
    requireShapes(repeats(b, a) && isFloat(a) && isFloat(b), "multiply", a, b);
    return this.#made(this.#library.multiply(this.#pointer(), a.pointer, b.pointer), a.shape);
  }

  scale(a: Tensor, factor: number): Tensor {
    requireShapes(isFloat(a) && a.contiguous, "scale", a);
    return this.#made(this.#library.scale(this.#pointer(), a.pointer, factor), a.shape);
  }

  silu(a: Tensor): Tensor {
    requireShapes(isFloat(a) && a.contiguous, "silu", a);
    return this.#made(this.#library.silu(this.#pointer(), a.pointer), a.shape);
  }

  /** Gradient of `silu(x)`. */
  siluBackward(gradient: Tensor, x: Tensor): Tensor {
    requireShapes(bothContiguous(gradient, x), "siluBackward", gradient, x);
    return this.#made(this.#library.siluBackward(this.#pointer(), gradient.pointer, x.pointer), x.shape);
  }

  /** `silu(gate) · up` */
  gatedSilu(gate: Tensor, up: Tensor): Tensor {
    requireShapes(bothContiguous(gate, up), "gatedSilu", gate, up);
    return this.#made(this.#library.gatedSilu(this.#pointer(), gate.pointer, up.pointer), gate.shape);
  }

  rmsNorm(x: Tensor, epsilon: number): Tensor {
    requireShapes(isFloat(x) && x.contiguous, "rmsNorm", x);
    return this.#made(this.#library.rmsNorm(this.#pointer(), x.pointer, epsilon), x.shape);
  }

  /** Gradient of `rmsNorm(x)`. The header's comment has the arguments the other way round. */
  rmsNormBackward(gradient: Tensor, x: Tensor, epsilon: number): Tensor {
    requireShapes(bothContiguous(gradient, x), "rmsNormBackward", gradient, x);
    const pointer = this.#library.rmsNormBackward(this.#pointer(), gradient.pointer, x.pointer, epsilon);
    return this.#made(pointer, x.shape);
  }

  /** Heads `[elements, heads, tokens]` turned by the positions of their tokens. */
  rope(x: Tensor, positions: Tensor, rope: Rope): Tensor {
    return this.#rope("rope", x, positions, rope);
  }

  /** Gradient of `rope`: turned back. */
  ropeBackward(gradient: Tensor, positions: Tensor, rope: Rope): Tensor {
    return this.#rope("ropeBackward", gradient, positions, rope);
  }

  /** Of every row, behind a factor and an added mask that repeats over the last two dimensions. */
  softMax(x: Tensor, mask: Tensor | undefined, factor: number): Tensor {
    const fits =
      mask === undefined ||
      (mask.contiguous &&
        isFloat(mask) &&
        mask.shape[0] === x.shape[0] &&
        mask.shape[1] >= x.shape[1] &&
        x.shape[2] % mask.shape[2] === 0 &&
        x.shape[3] % mask.shape[3] === 0);
    requireShapes(fits && isFloat(x) && x.contiguous, "softMax", x);
    const pointer = this.#library.softMax(this.#pointer(), x.pointer, mask?.pointer ?? null, factor, 0);
    return this.#made(pointer, x.shape);
  }

  /** Gradient of `softMax`, by its result. */
  softMaxBackward(gradient: Tensor, result: Tensor, factor: number): Tensor {
    requireShapes(bothContiguous(gradient, result), "softMaxBackward", gradient, result);
    const pointer = this.#library.softMaxBackward(
      this.#pointer(),
      gradient.pointer,
      result.pointer,
      factor,
      0,
    );
    return this.#made(pointer, result.shape);
  }

  /** Rows of a matrix by their numbers, as f32. */
  getRows(a: Tensor, numbers: Tensor): Tensor {
    requireShapes(isMatrix(a) && numbers.type === elementType.i32, "getRows", a, numbers);
    const pointer = this.#library.getRows(this.#pointer(), a.pointer, numbers.pointer);
    return this.#made(pointer, [a.shape[0], numbers.shape[0], 1, 1]);
  }

  /** Gradient of `getRows(a, numbers)`: rows added up at their numbers. */
  getRowsBackward(gradient: Tensor, numbers: Tensor, a: Tensor): Tensor {
    const fits = gradient.shape[0] === a.shape[0] && gradient.shape[1] === numbers.shape[0];
    requireShapes(fits && isMatrix(a) && gradient.contiguous && isFloat(gradient), "getRowsBackward", a);
    const pointer = this.#library.getRowsBackward(
      this.#pointer(),
      gradient.pointer,
      numbers.pointer,
      a.pointer,
    );
    return this.#made(pointer, a.shape);
  }

  [Symbol.dispose](): void {
    this.resource[Symbol.dispose]();
  }

  #rope(kind: "rope" | "ropeBackward", x: Tensor, positions: Tensor, rope: Rope): Tensor {
    const fits =
      x.shape[3] === 1 &&
      positions.shape[0] === x.shape[2] &&
      positions.type === elementType.i32 &&
      rope.dimensions <= x.shape[0] &&
      rope.dimensions % 2 === 0 &&
      (rope.factors === undefined || rope.factors.shape[0] >= rope.dimensions / 2);
    requireShapes(fits && isFloat(x) && x.contiguous, kind, x, positions);
    const pointer = this.#library[kind](
      this.#pointer(),
      x.pointer,
      positions.pointer,
      rope.factors?.pointer ?? null,
      rope.dimensions,
      rope.pairs === "neighbours" ? 0 : 2,
      rope.originalContext,
      rope.base,
      rope.scale,
      0,
      1,
      32,
      1,
    );
    return this.#made(pointer, x.shape);
  }

  #pointer(): bigint {
    if (this.#tensors === this.#capacity)
      throw new LlamaError("invalid-argument", `the context holds ${this.#capacity} tensors and is full`);
    return this.resource.pointer;
  }

  #made(pointer: bigint, shape: Shape, type: number = elementType.f32, contiguous = true): Tensor {
    this.#tensors++;
    return { pointer, type, shape, contiguous };
  }
}
