import path from "node:path";
import koffi from "koffi";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../test/tiny-model/tiny-model-file.ts";
import { type GgufValue, GgufWriter } from "./index.ts";
import { locateLibraries } from "./library-directory.ts";
import { tensorTypes } from "./tensor-type.ts";

const base = koffi.load(locateLibraries().ggmlBase);
const native = (name: string, result: string, parameters: string[]) => base.func(name, result, parameters);
const initParameters = koffi.struct({ no_alloc: "bool", ctx: "void *" });
const open = base.func("gguf_init_from_file", "void *", ["str", initParameters]);
const close = native("gguf_free", "void", ["void *"]);
const findKey = native("gguf_find_key", "int64_t", ["void *", "str"]);
const arrayLength = native("gguf_get_arr_n", "size_t", ["void *", "int64_t"]);
const arrayData = native("gguf_get_arr_data", "void *", ["void *", "int64_t"]);
const arrayText = native("gguf_get_arr_str", "str", ["void *", "int64_t", "size_t"]);
const tensorCount = native("gguf_get_n_tensors", "int64_t", ["void *"]);
const tensorIndex = native("gguf_find_tensor", "int64_t", ["void *", "str"]);
const tensorOffset = native("gguf_get_tensor_offset", "size_t", ["void *", "int64_t"]);
const tensorSize = native("gguf_get_tensor_size", "size_t", ["void *", "int64_t"]);

const nativeTypes = {
  uint8: ["u8", "uint8_t"],
  int8: ["i8", "int8_t"],
  uint16: ["u16", "uint16_t"],
  int16: ["i16", "int16_t"],
  uint32: ["u32", "uint32_t"],
  int32: ["i32", "int32_t"],
  uint64: ["u64", "uint64_t"],
  int64: ["i64", "int64_t"],
  float32: ["f32", "float"],
  float64: ["f64", "double"],
  bool: ["bool", "bool"],
  string: ["str", "str"],
} as const;

/** What the library's own reader finds under a key. */
function readBack(reader: bigint, key: string, value: GgufValue): unknown {
  const index = findKey(reader, key);
  if (value.type !== "array") {
    const [suffix, type] = nativeTypes[value.type];
    return native(`gguf_get_val_${suffix}`, type, ["void *", "int64_t"])(reader, index);
  }
  const length = arrayLength(reader, index);
  if (value.of === "string") return Array.from({ length }, (_, place) => arrayText(reader, index, place));
  return length === 0
    ? []
    : Array.from(koffi.decode(arrayData(reader, index), nativeTypes[value.of][1], length));
}

const metadata: Readonly<Record<string, GgufValue>> = {
  uint8: { type: "uint8", value: 255 },
  int8: { type: "int8", value: -128 },
  uint16: { type: "uint16", value: 65535 },
  int16: { type: "int16", value: -32768 },
  uint32: { type: "uint32", value: 4294967295 },
  int32: { type: "int32", value: -2147483648 },
  uint64: { type: "uint64", value: 18446744073709551615n },
  int64: { type: "int64", value: -9223372036854775808n },
  float32: { type: "float32", value: 0.5 },
  float64: { type: "float64", value: Math.PI },
  true: { type: "bool", value: true },
  false: { type: "bool", value: false },
  string: { type: "string", value: "naïve 日本語 🙂" },
  empty: { type: "string", value: "" },
  numbers: { type: "array", of: "int32", values: [1, -2, 3] },
  floats: { type: "array", of: "float32", values: [0.25, -8] },
  texts: { type: "array", of: "string", values: ["", "a", "日本"] },
  nothing: { type: "array", of: "uint32", values: [] },
};

describe("GgufWriter", () => {
  it("writes metadata of every type that the library reads back", () => {
    const file = path.join(temporaryDirectory(), "metadata.gguf");
    const writer = new GgufWriter();
    for (const [key, value] of Object.entries(metadata)) writer.setMetadata(key, value);
    writer.write(file);
    const reader = open(file, { no_alloc: true, ctx: null });
    for (const [key, value] of Object.entries(metadata))
      expect(readBack(reader, key, value), key).toEqual(value.type === "array" ? value.values : value.value);
    close(reader);
  });

  it("writes tensors of all types, each aligned", () => {
    const file = path.join(temporaryDirectory(), "tensors.gguf");
    const writer = new GgufWriter();
    for (const [type, { blockBytes, blockElements }] of Object.entries(tensorTypes))
      writer.addTensor({
        name: type,
        type: type as keyof typeof tensorTypes,
        shape: [blockElements, 3],
        data: new Uint8Array(blockBytes * 3),
      });
    writer.write(file);
    const reader = open(file, { no_alloc: true, ctx: null });
    expect(tensorCount(reader)).toBe(Object.keys(tensorTypes).length);
    for (const [type, { blockBytes }] of Object.entries(tensorTypes)) {
      const index = tensorIndex(reader, type);
      expect(tensorSize(reader, index), type).toBe(blockBytes * 3);
      expect(tensorOffset(reader, index) % 32).toBe(0);
    }
    close(reader);
  });

  it("lets a key be set anew", () => {
    const file = path.join(temporaryDirectory(), "twice.gguf");
    new GgufWriter()
      .setMetadata("key", { type: "uint32", value: 1 })
      .setMetadata("key", { type: "uint32", value: 2 })
      .write(file);
    const reader = open(file, { no_alloc: true, ctx: null });
    expect(readBack(reader, "key", { type: "uint32", value: 0 })).toBe(2);
    close(reader);
  });

  it("refuses values out of range, wrong sizes, broken shapes and names taken or too long", () => {
    const file = path.join(temporaryDirectory(), "never.gguf");
    const refused = expect.objectContaining({ code: "invalid-argument" });
    const writeValue = (value: GgufValue) => new GgufWriter().setMetadata("key", value).write(file);
    expect(() => writeValue({ type: "uint8", value: 256 })).toThrowError(refused);
    expect(() => writeValue({ type: "uint64", value: -1n })).toThrowError(refused);
    expect(() => writeValue({ type: "array", of: "int8", values: [1, 200] })).toThrowError(refused);

    const tensor = { name: "x", type: "f32", shape: [4], data: new Float32Array(4) } as const;
    const writer = new GgufWriter().addTensor(tensor);
    expect(() => writer.addTensor(tensor)).toThrowError(refused);
    expect(() => writer.addTensor({ ...tensor, name: "y", shape: [5] })).toThrowError(refused);
    expect(() => writer.addTensor({ ...tensor, name: "y", shape: [] })).toThrowError(refused);
    expect(() => writer.addTensor({ ...tensor, name: "y", shape: [4, 0] })).toThrowError(refused);
    expect(() => writer.addTensor({ ...tensor, name: "y", shape: [1, 1, 2, 1, 2] })).toThrowError(refused);
    expect(() => writer.addTensor({ ...tensor, name: "y".repeat(64) })).toThrowError(refused);
    expect(() => writer.addTensor({ ...tensor, name: "y", type: "q8_0" })).toThrowError(refused);
  });
});
