import {
  type ComputeBackend,
  elementType,
  MappedFile,
  type Rope,
  type Tensor,
  TensorBuffer,
  TensorContext,
} from "../../llama/index.ts";
import { type GgufHeader, readGgufHeader } from "../../weights/index.ts";
import { TrainerError } from "../trainer-error.ts";
import { type DecoderShape, decoderShape } from "./model-shape.ts";
import { projections, weightName } from "./projection.ts";
import { transposeMatrix } from "./transpose-matrix.ts";

/** Element type of the transposed copies: `f32` is exact, `q8_0` is a quarter of it and as fast as it gets. */
export type TransposePrecision = "f32" | "bf16" | "q8_0";

export interface BaseWeightsOptions {
  readonly file: string;
  readonly transposes: TransposePrecision;
  /** Lay weights out anew where that makes their products faster; takes memory for a second copy. */
  readonly repack: boolean;
}

/** A frozen matrix `[input, output]`, and its transpose for the way back. */
export interface FrozenMatrix {
  readonly forward: Tensor;
  readonly backward: Tensor;
  readonly bias: Tensor | undefined;
}

/** The frozen weights, in memory on a backend. */
export class BaseWeights implements Disposable {
  readonly shape: DecoderShape;
  readonly rope: Rope;
  readonly backend: ComputeBackend;
  readonly #owned: Disposable[];
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #fast: ReadonlyMap<string, Tensor>;
  readonly #transposed: ReadonlyMap<string, Tensor>;

  /** @throws TrainerError `unsupported-weights` before anything is loaded. */
  static async load(backend: ComputeBackend, options: BaseWeightsOptions): Promise<BaseWeights> {
    const header = readGgufHeader(options.file);
    const shape = decoderShape(header);
    const owned: Disposable[] = [];
    try {
      const source = openSource(backend, options.file, header, owned);
      const { tensors } = source;
      const matrices = matrixNames(shape, tensors);
      const transposed = await transposeAll(backend, matrices, tensors, options.transposes, owned);
      const fast = options.repack ? repackAll(backend, matrices, source, owned) : new Map();
      return new BaseWeights(backend, shape, owned, tensors, fast, transposed);
    } catch (error) {
      for (const each of owned.reverse()) each[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(
    backend: ComputeBackend,
    shape: DecoderShape,
    owned: Disposable[],
    tensors: ReadonlyMap<string, Tensor>,
    fast: ReadonlyMap<string, Tensor>,
    transposed: ReadonlyMap<string, Tensor>,
  ) {
    this.backend = backend;
    this.shape = shape;
    this.#owned = owned;
    this.#tensors = tensors;
    this.#fast = fast;
    this.#transposed = transposed;
    const factors = this.optional("rope_freqs.weight");
    this.rope = {
      ...shape.rope,
      originalContext: shape.trainedContext,
      ...(factors !== undefined && { factors }),
    };
  }

  get embeddings(): Tensor {
    return this.vector("token_embd.weight");
  }

  /** A matrix that hidden states are multiplied with, by its name in the file without `.weight`. */
  matrix(name: string): FrozenMatrix {
    const key = `${name}.weight`;
    return {
      forward: this.#fast.get(key) ?? this.vector(key),
      backward: this.#transposed.get(key) ?? missing(key),
      bias: this.optional(`${name}.bias`),
    };
  }

  /** The output head; the token embeddings where the file has none of its own. */
  get head(): FrozenMatrix {
    return this.matrix(this.#tensors.has("output.weight") ? "output" : "token_embd");
  }

  vector(name: string): Tensor {
    return this.#tensors.get(name) ?? missing(name);
  }

  optional(name: string): Tensor | undefined {
    return this.#tensors.get(name);
  }

  [Symbol.dispose](): void {
    for (const each of this.#owned.splice(0).reverse()) each[Symbol.dispose]();
  }
}

function missing(name: string): never {
  throw new TrainerError("unsupported-weights", `The weights have no tensor ${name}.`);
}

interface WeightsSource {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Where the tensor lies in the mapped file. */
  addressOf(name: string): bigint;
}

/** The file's tensors: where they lie in the mapped file, or copied to a device with memory of its own. */
function openSource(
  backend: ComputeBackend,
  path: string,
  header: GgufHeader,
  owned: Disposable[],
): WeightsSource {
  const file = new MappedFile(path);
  owned.push(file);
  const context = new TensorContext(backend, header.tensors.length);
  owned.push(context);
  const tensors = new Map<string, Tensor>();
  const addresses = new Map<string, bigint>();
  for (const { name, type, dimensions, offset } of header.tensors) {
    tensors.set(name, context.tensor(type, dimensions));
    addresses.set(name, file.address + BigInt(header.dataOffset + offset));
  }
  const addressOf = (name: string) => addresses.get(name) ?? missing(name);
  if (backend.computesInMainMemory) {
    const buffer = TensorBuffer.ofMemory(backend, file.address, file.bytes);
    owned.push(buffer);
    for (const [name, tensor] of tensors) buffer.place(tensor, addressOf(name));
  } else {
    owned.push(context.allocate());
    for (const [name, tensor] of tensors) backend.writeFrom(tensor, addressOf(name));
  }
  return { tensors, addressOf };
}

function matrixNames(shape: DecoderShape, tensors: ReadonlyMap<string, Tensor>): string[] {
  const names = Array.from({ length: shape.layers }, (_, layer) =>
    projections.map((projection) => weightName(layer, projection)),
  ).flat();
  names.push(tensors.has("output.weight") ? "output.weight" : "token_embd.weight");
  for (const name of names) if (!tensors.has(name)) missing(name);
  return names;
}

async function transposeAll(
  backend: ComputeBackend,
  names: readonly string[],
  tensors: ReadonlyMap<string, Tensor>,
  precision: TransposePrecision,
  owned: Disposable[],
): Promise<Map<string, Tensor>> {
  const context = new TensorContext(backend, names.length);
  const transposed = new Map<string, Tensor>();
  for (const name of names) {
    const [columns, rows] = tensors.get(name)!.shape;
    // Blocks of 32 along what were columns; where they do not come out even, bf16 has no blocks.
    const type = precision === "q8_0" && rows % 32 !== 0 ? "bf16" : precision;
    transposed.set(name, context.tensor(elementType[type], [rows, columns]));
  }
  owned.push(context, context.allocate());
  for (const [name, into] of transposed) await transposeMatrix(backend, tensors.get(name)!, into);
  return transposed;
}

function repackAll(
  backend: ComputeBackend,
  names: readonly string[],
  { tensors, addressOf }: WeightsSource,
  owned: Disposable[],
): Map<string, Tensor> {
  const kinds = new Map<string, bigint | undefined>();
  const fast = new Map<string, Tensor>();
  for (const name of names) {
    const { type, shape } = tensors.get(name)!;
    const key = `${type} ${shape.join(" ")}`;
    if (!kinds.has(key)) kinds.set(key, backend.fastWeights(type, shape));
    const kind = kinds.get(key);
    if (kind === undefined) continue;
    const context = new TensorContext(backend, 1);
    const tensor = context.tensor(type, shape);
    owned.push(context, context.allocate(kind));
    backend.writeFrom(tensor, addressOf(name));
    fast.set(name, tensor);
  }
  return fast;
}
