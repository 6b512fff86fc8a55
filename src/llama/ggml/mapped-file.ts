import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import koffi from "koffi";
import { LlamaError } from "../llama-error.ts";
import type { Pointer } from "../native-function.ts";
import { NativeResource } from "../native-resource.ts";

/**
 * A file in memory, read only: mapped, so that processes which use the same weights share one copy;
 * read where the system's mapping has another interface.
 */
export class MappedFile implements Disposable {
  readonly bytes: number;
  readonly #resource: NativeResource;

  constructor(file: string) {
    const descriptor = openSync(file, "r");
    try {
      this.bytes = fstatSync(descriptor).size;
      this.#resource =
        process.platform === "win32" ? readWhole(descriptor, this.bytes) : mapWhole(descriptor, this.bytes);
    } finally {
      closeSync(descriptor);
    }
  }

  get address(): Pointer {
    return this.#resource.pointer;
  }

  [Symbol.dispose](): void {
    this.#resource[Symbol.dispose]();
  }
}

const readable = 1;
const shared = 1;

function mapWhole(descriptor: number, bytes: number): NativeResource {
  const system = koffi.load(null);
  const map = system.func("mmap", "intptr_t", ["void *", "size_t", "int", "int", "int", "int64_t"]);
  const unmap = system.func("munmap", "int", ["intptr_t", "size_t"]);
  const address = BigInt(map(null, bytes, readable, shared, descriptor, 0));
  if (address === -1n) throw new LlamaError("no-room", "the file could not be mapped into memory");
  return new NativeResource("mapped file", address, (pointer) => unmap(pointer, bytes));
}

/** Tensors are aligned relative to the file, so its copy must be aligned too. */
const alignment = 64;

function readWhole(descriptor: number, bytes: number): NativeResource {
  const allocated: Pointer = koffi.alloc("uint8_t", bytes + alignment);
  const address = (allocated + BigInt(alignment - 1)) & ~BigInt(alignment - 1);
  const memory = new Uint8Array(koffi.view(address, bytes));
  for (let read = 0; read < bytes; ) {
    const count = readSync(descriptor, memory, read, Math.min(bytes - read, 1 << 28), read);
    if (count === 0) throw new LlamaError("model-refused", "the file ends too early");
    read += count;
  }
  return new NativeResource("file in memory", address, () => koffi.free(allocated));
}
