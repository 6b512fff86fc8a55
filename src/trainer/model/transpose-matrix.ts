import { type ComputeBackend, elementType, type Tensor, TensorContext } from "../../llama/index.ts";

/** Rows turned at once: temporary memory stays at a few dozen megabytes, also for large vocabularies. */
const TILE_ROWS = 2048;

/**
 * Fills `into` `[rows, columns]` with the transpose of `weight` `[columns, rows]`, in whatever element
 * type `into` has: by tiles of whole rows, decoded, turned and encoded by the backend.
 */
export async function transposeMatrix(backend: ComputeBackend, weight: Tensor, into: Tensor): Promise<void> {
  const [columns, rows] = weight.shape;
  for (let from = 0; from < rows; from += TILE_ROWS)
    await transposeTile(backend, weight, into, from, Math.min(TILE_ROWS, rows - from), columns);
}

async function transposeTile(
  backend: ComputeBackend,
  weight: Tensor,
  into: Tensor,
  from: number,
  count: number,
  columns: number,
): Promise<void> {
  using context = new TensorContext(backend, 16, [16 + 64]);
  const decoded = context.tensor(elementType.f32, [columns, count]);
  const encoded = context.tensor(into.type, [count, columns]);
  const turned = context.tensor(elementType.f32, [count, columns]);
  using _buffer = context.allocate();
  const graph = context.graph(16 + 64);
  const source = context.rows(weight, from, count);
  const copied = context.copy(source, decoded);
  const flipped = context.copy(context.permute(copied, [1, 0, 2, 3]), turned);
  graph.expand(context.copy(flipped, encoded));
  graph.requireSupported();
  await backend.compute(graph);
  const bytes = backend.read(encoded, new Uint8Array(backend.bytesOf(encoded)));
  const rowBytes = bytes.byteLength / columns;
  // Whole blocks: tiles begin at multiples of any block length.
  backend.writeColumns(into, bytes, Math.round((from / count) * rowBytes));
}
