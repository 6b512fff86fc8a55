import { describe, expect, it } from "vitest";
import { NativeResource } from "./native-resource.ts";

function family() {
  const freed: string[] = [];
  const resource = (name: string, address: bigint, parent?: NativeResource) =>
    new NativeResource(name, address, () => freed.push(name), parent);
  const parent = resource("parent", 1n);
  return { freed, parent, first: resource("first", 2n, parent), second: resource("second", 3n, parent) };
}

describe("NativeResource", () => {
  it("frees children before the parent, each once", () => {
    const { freed, parent, first } = family();
    first[Symbol.dispose]();
    parent[Symbol.dispose]();
    parent[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(freed).toEqual(["first", "second", "parent"]);
  });

  it("refuses its address after disposal", () => {
    const { parent, second } = family();
    expect(second.pointer).toBe(3n);
    parent[Symbol.dispose]();
    expect(() => second.pointer).toThrowError(expect.objectContaining({ code: "freed" }));
  });

  it("is busy while held", () => {
    const { first } = family();
    first.hold();
    expect(() => first.idlePointer).toThrowError(expect.objectContaining({ code: "busy" }));
    expect(first.pointer).toBe(2n);
    first.release();
    expect(first.idlePointer).toBe(2n);
  });

  it("waits for the last hold, and the parent waits for the child", () => {
    const { freed, parent, first } = family();
    first.hold();
    first.hold();
    parent[Symbol.dispose]();
    expect(freed).toEqual(["second"]);
    expect(() => first.pointer).toThrow();
    first.release();
    expect(freed).toEqual(["second"]);
    first.release();
    expect(freed).toEqual(["second", "first", "parent"]);
  });

  it("cannot be held after disposal", () => {
    const { first } = family();
    first[Symbol.dispose]();
    expect(() => first.hold()).toThrowError(expect.objectContaining({ code: "freed" }));
  });
});
