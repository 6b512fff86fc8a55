export { ComputeBackend } from "./compute-backend.ts";
export { type Graph, GraphMemory } from "./graph.ts";
export { MappedFile } from "./mapped-file.ts";
export type { Rope } from "./rope.ts";
export { elementCount, elementType, type Shape, type Tensor } from "./tensor.ts";
export { TensorBuffer } from "./tensor-buffer.ts";
export { TensorContext } from "./tensor-context.ts";
