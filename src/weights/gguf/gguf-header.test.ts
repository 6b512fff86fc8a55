import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { WeightsError } from "../weights-error.ts";
import { maximumHeaderBytes } from "./byte-reader.ts";
import { buildGguf, llamaFixture } from "./gguf.fixture.ts";
import { type GgufHeader, parseGgufHeader, readGgufHeader } from "./gguf-header.ts";
import { modelShape } from "./model-shape.ts";

const folder = mkdtempSync(join(tmpdir(), "fourone-gguf-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parse(bytes: Buffer): GgufHeader {
  return parseGgufHeader({
    size: bytes.length,
    read: (into, offset) => bytes.copy(into, 0, offset, Math.min(bytes.length, offset + into.length)),
  });
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return "fine";
  } catch (error) {
    // Anything but a WeightsError is a fault of the parser.
    if (!(error instanceof WeightsError)) throw error;
    return error.code;
  }
}

const valid = buildGguf(llamaFixture());

describe("parseGgufHeader", () => {
  it("reads short values and the lengths of long ones", () => {
    const { metadata } = parse(
      buildGguf({
        metadata: {
          a: { u32: 7 },
          b: { bool: true },
          c: { text: "é" },
          d: { u32s: [1, 2] },
          e: { texts: new Array(2000).fill("x") },
          f: { text: "x".repeat(5000) },
          g: { f32: 0.5 },
        },
      }),
    );
    expect(Object.fromEntries(metadata)).toEqual({
      a: 7,
      b: true,
      c: "é",
      d: [1, 2],
      e: { elided: true, length: 2000 },
      f: { elided: true, length: 5000 },
      g: 0.5,
    });
  });

  it("reads tensors with their bytes and places", () => {
    const header = parse(valid);
    expect(header.tensors.map(({ name, bytes, offset }) => [name, bytes, offset])).toEqual([
      ["token_embd.weight", 8192, 0],
      ["blk.0.attn_q.weight", 4352, 8192],
      ["blk.1.attn_q.weight", 2304, 12544],
      ["blk.1.ffn_up_exps.weight", 1024, 14848],
      ["output_norm.weight", 256, 15872],
    ]);
    expect(header.dataOffset % 32).toBe(0);
    expect(header.dataOffset + 15872 + 256).toBe(valid.length);
  });

  it("reads a file, and names the file when it ends too early", () => {
    const path = join(folder, "a.gguf");
    writeFileSync(path, valid);
    expect(readGgufHeader(path).tensors).toHaveLength(5);
    truncateSync(path, valid.length - 1);
    expect(() => readGgufHeader(path)).toThrow(`${path} cannot be used: it has ${valid.length - 1} of the`);
    expect(codeOf(() => readGgufHeader(path))).toBe("truncated");
    expect(codeOf(() => readGgufHeader(join(folder, "missing.gguf")))).toBe("file-system");
  });

  it("reports every cut of a valid file as an error, never as a smaller model", () => {
    for (let length = 0; length < valid.length; length += length < 600 ? 1 : 97) {
      expect(codeOf(() => parse(valid.subarray(0, length)))).toMatch(/truncated|invalid-gguf/);
    }
  });

  it.each([
    ["another magic", (bytes: Buffer) => bytes.write("GGML")],
    ["version 1", (bytes: Buffer) => bytes.writeUInt32LE(1, 4)],
    ["version 4", (bytes: Buffer) => bytes.writeUInt32LE(4, 4)],
    ["the other byte order", (bytes: Buffer) => bytes.writeUInt32BE(3, 4)],
    ["2^63 tensors", (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 63n, 8)],
    ["2^64 - 1 entries", (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 64n - 1n, 16)],
    ["a key of 2^62 bytes", (bytes: Buffer) => bytes.writeBigUInt64LE(2n ** 62n, 24)],
    ["an empty key", (bytes: Buffer) => bytes.writeBigUInt64LE(0n, 24)],
  ])("refuses %s", (_what, change) => {
    const bytes = Buffer.from(valid);
    change(bytes);
    expect(codeOf(() => parse(bytes))).toMatch(/invalid-gguf|truncated/);
  });

  it.each([
    ["two equal tensor names", [1, 1].map((length) => ({ name: "a", dimensions: [length] }))],
    ["five dimensions", [{ name: "a", dimensions: [1, 1, 1, 1, 1] }]],
    ["rows that do not fill blocks", [{ name: "a", dimensions: [16, 2], type: 8 }]],
    ["an unknown tensor type", [{ name: "a", dimensions: [1], type: 99 }]],
    ["a removed tensor type", [{ name: "a", dimensions: [32], type: 4 }]],
    ["a tensor name that is too long", [{ name: "n".repeat(64), dimensions: [1] }]],
  ])("refuses %s", (_what, tensors) => {
    expect(codeOf(() => parse(buildGguf({ tensors })))).toBe("invalid-gguf");
  });

  it("refuses shapes whose size overflows, and tensors that overlap", () => {
    const bytes = buildGguf({
      tensors: [
        { name: "a", dimensions: [32, 1] },
        { name: "b", dimensions: [32] },
      ],
    });
    const dimensions = bytes.indexOf("a") + 1 + 4;
    const huge = Buffer.from(bytes);
    huge.writeBigUInt64LE(2n ** 40n, dimensions);
    huge.writeBigUInt64LE(2n ** 40n, dimensions + 8);
    expect(codeOf(() => parse(huge))).toBe("invalid-gguf");
    const overlapping = Buffer.from(bytes);
    overlapping.writeBigUInt64LE(0n, bytes.lastIndexOf("b") + 1 + 4 + 8 + 4);
    expect(codeOf(() => parse(overlapping))).toBe("invalid-gguf");
  });

  it.each([0, 3, 2 ** 17])("refuses an alignment of %d", (alignment) => {
    expect(codeOf(() => parse(buildGguf({ metadata: { "general.alignment": { u32: alignment } } })))).toBe(
      "invalid-gguf",
    );
  });

  it("quotes nothing that would steer a terminal", () => {
    const bytes = buildGguf({ tensors: [{ name: "\u001b[2J", dimensions: [1], type: 99 }] });
    expect(() => parse(bytes)).toThrow('tensor "\uFFFD[2J" has the unknown type 99');
  });

  it("refuses a repeated key", () => {
    const bytes = buildGguf({ metadata: { aa: { u32: 1 }, bb: { u32: 1 } } });
    bytes.write("aa", bytes.indexOf("bb"));
    expect(codeOf(() => parse(bytes))).toBe("invalid-gguf");
  });

  it("stops at a header that is longer than any real one", () => {
    // A sparse source: nothing but empty strings, as far as one cares to read.
    const start = buildGguf({ metadata: { k: { texts: [] } } });
    const count = maximumHeaderBytes;
    start.writeBigUInt64LE(BigInt(count), start.indexOf("k") + 1 + 4 + 4);
    const source = {
      size: 16 * maximumHeaderBytes,
      read: (into: Uint8Array, offset: number) => {
        into.fill(0);
        into.set(start.subarray(Math.min(offset, start.length), offset + into.length));
        return into.length;
      },
    };
    expect(codeOf(() => parseGgufHeader(source))).toBe("invalid-gguf");
  });

  it("survives any mutation of a valid header with a WeightsError or a sound result", () => {
    const headerBytes = parse(valid).dataOffset;
    const mutation = fc.record({
      at: fc.nat(headerBytes - 1),
      with: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc.constantFrom(
          new Uint8Array(8).fill(255),
          new Uint8Array(8),
          new Uint8Array([0, 0, 0, 0, 0, 0, 0, 128]),
        ),
      ),
    });
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.nat(valid.length),
        (mutations, length) => {
          const bytes = Buffer.from(valid);
          for (const { at, with: value } of mutations) bytes.set(value.subarray(0, bytes.length - at), at);
          const cut = length % 4 === 0 ? bytes.subarray(0, length) : bytes;
          const outcome = codeOf(() => {
            const header = parse(cut);
            const end = header.tensors.reduce((most, one) => Math.max(most, one.offset + one.bytes), 0);
            expect(header.tensors.length === 0 || header.dataOffset + end <= cut.length).toBe(true);
            const shape = modelShape([header]);
            expect(Number.isSafeInteger(shape.recurrentElements)).toBe(true);
          });
          expect(outcome).toMatch(/^(fine|invalid-gguf|truncated)$/);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
