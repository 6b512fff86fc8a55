import { afterEach, describe, expect, it } from "vitest";
import { grammar, schema } from "../fixtures/start-constraint.ts";
import { smallVocabulary } from "../fixtures/vocabularies.ts";
import { seededRandom, walk } from "../fixtures/walk.ts";
import {
  type ConstraintCompiler,
  type ConstraintCompilerOptions,
  ConstraintError,
  createConstraintCompiler,
} from "../index.ts";

const vocabulary = smallVocabulary();
const open: ConstraintCompiler[] = [];
const create = async (options: ConstraintCompilerOptions = {}) => {
  const compiler = await createConstraintCompiler(vocabulary, options);
  open.push(compiler);
  return compiler;
};
afterEach(() => {
  for (const compiler of open.splice(0)) compiler[Symbol.dispose]();
});

/** Takes a while to compile: four thousand properties. */
const slow = (name: string) => {
  const names = Array.from({ length: 4_000 }, (_, index) => `${name}_${index}`);
  return schema({
    type: "object",
    properties: Object.fromEntries(names.map((each) => [each, { type: "string" }])),
    required: names,
  });
};

describe("the constraint compiler", () => {
  it("hands out the same compiled constraint for the same source, also while it is being compiled", async () => {
    const compiler = await create();
    const source = () => schema({ type: "integer" });
    const [first, second] = await Promise.all([compiler.compile(source()), compiler.compile(source())]);
    expect(second).toBe(first);
    expect(await compiler.compile(source())).toBe(first);
    expect(await compiler.compile(schema({ type: "integer" }, false))).not.toBe(first);
  });

  it("starts as many answers from it as are wanted, each for itself", async () => {
    const compiled = await (await create()).compile(grammar('root ::= "a" "b"'));
    const [one, other] = [compiled.start(), compiled.start()];
    expect(one.accept(4 + 97)).toBe(true);
    expect([one.forcedText(), other.forcedText()]).toEqual(["b", "ab"]);
  });

  it("forgets the least recently used when they take too much memory", async () => {
    const compiler = await create({ grammarCacheBytes: 2_000 });
    const source = (index: number) => grammar(`root ::= "${"x".repeat(20)}${index}"`);
    const first = await compiler.compile(source(0));
    expect(await compiler.compile(source(0))).toBe(first);
    for (let index = 1; index < 6; index++) await compiler.compile(source(index));
    expect(await compiler.compile(source(0))).not.toBe(first);
  });

  it("finds the masks anew where their memory is tight", async () => {
    const compiled = await (await create({ maskCacheBytes: 1 })).compile({ kind: "json-object" });
    expect(() => JSON.parse(walk(compiled.start(), vocabulary, seededRandom(3)).text)).not.toThrow();
  });

  it("gives up on what takes too long, and goes on with others", async () => {
    const compiler = await create({ compileMilliseconds: 30, compileThreads: 1 });
    await expect(compiler.compile(slow("late"))).rejects.toThrow(
      new ConstraintError("The constraint takes too long to compile."),
    );
  });

  it("gives up on what takes too much memory, and goes on with others", async () => {
    const compiler = await create({ compileMegabytes: 24, compileThreads: 1, compileMilliseconds: 60_000 });
    await expect(compiler.compile(slow("large"))).rejects.toThrow(
      new ConstraintError("The constraint is too large to be compiled."),
    );
    await expect(compiler.compile(grammar('root ::= "a"'))).resolves.toBeDefined();
  });

  it("compiles one while another takes long", async () => {
    const compiler = await create({ compileThreads: 2, compileMilliseconds: 60_000 });
    const order: string[] = [];
    const long = compiler.compile(slow("long")).then(() => order.push("long"));
    await compiler.compile(grammar('root ::= "a"')).then(() => order.push("short"));
    expect(order).toEqual(["short"]);
    await long;
  });

  it("queues what its threads cannot take at once", async () => {
    const compiler = await create({ compileThreads: 1 });
    const compiled = await Promise.all(
      Array.from({ length: 20 }, (_, index) => compiler.compile(grammar(`root ::= "${index}"`))),
    );
    expect(compiled.map((each) => each.start().forcedText())).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
  });

  it("tells what is wrong with a source, every time it is asked", async () => {
    const compiler = await create();
    for (let time = 0; time < 2; time++) {
      await expect(compiler.compile(grammar("root ::= x"))).rejects.toThrow(
        new ConstraintError("The grammar has no rule 'x'."),
      );
    }
  });

  it("rejects what it has not compiled when it is disposed of", async () => {
    const compiler = await create({ compileThreads: 1 });
    const results = Promise.allSettled([compiler.compile(slow("a")), compiler.compile(slow("b"))]);
    compiler[Symbol.dispose]();
    for (const result of await results)
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(ConstraintError) });
    await expect(compiler.compile({ kind: "json-object" })).rejects.toThrow("The engine is stopping.");
  });
});
