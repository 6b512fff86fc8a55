import type { LibraryHandle, TypeObject } from "koffi";

/** An address in native memory. */
export type Pointer = bigint;

/** A bound C function; `async` runs it on a worker thread of the FFI. */
export interface NativeFunction<Arguments extends readonly unknown[], Result> {
  (...parameters: Arguments): Result;
  async(...parameters: [...Arguments, done: (error: Error | null, result: Result) => void]): void;
}

/** Binds functions of one library; parameter and result types are C types, the type parameters their TypeScript twins. */
export type Bind = <Arguments extends readonly unknown[], Result>(
  name: string,
  result: string | TypeObject,
  parameters: readonly (string | TypeObject)[],
) => NativeFunction<Arguments, Result>;

export function binder(library: LibraryHandle): Bind {
  return (name, result, parameters) => library.func(name, result, [...parameters]);
}

/** Runs a native function on a worker thread. Buffers among the parameters must not change until it settles. */
export function callAsync<Arguments extends readonly unknown[], Result>(
  call: NativeFunction<Arguments, Result>,
  ...parameters: Arguments
): Promise<Result> {
  return new Promise((resolve, reject) => {
    call.async(...parameters, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}
