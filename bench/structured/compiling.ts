import { performance } from "node:perf_hooks";
import { SCHEMAS } from "../../src/engine/constraint/fixtures/schemas.ts";
import { createConstraintCompiler } from "../../src/engine/constraint/index.ts";
import { Model, openLlama } from "../../src/llama/index.ts";
import type { Part } from "../bench.ts";
import { atMost, type Row } from "../report/row.ts";
import { quantile } from "../statistics/quantile.ts";

/**
 * From the schema's text to the mask of the first token, on the vocabulary of the weights. Measured
 * in this process: over HTTP it would drown in the differences between prefills.
 */
export const measureCompiling: Part = async ({ weightsFile }) => {
  const schemas = Object.values(SCHEMAS).map((schema) => JSON.stringify(schema));
  const row = {
    what: `compile a schema, p95 of ${schemas.length}`,
    unit: "ms",
    target: atMost("value", 200),
  } as const;
  if (weightsFile === undefined) return [{ ...row, subject: [], note: "needs --weights" }];
  const times = await compileTimes(weightsFile, schemas);
  return [
    { what: "compile a schema, median", unit: "ms", subject: [quantile(times, 0.5)] },
    { ...row, subject: [quantile(times, 0.95)] } satisfies Row,
  ];
};

async function compileTimes(weightsFile: string, schemas: readonly string[]): Promise<number[]> {
  using model = await Model.load(openLlama(), weightsFile);
  const { vocabulary } = model;
  const all = Array.from({ length: vocabulary.size }, (_, token) => token);
  using compiler = await createConstraintCompiler({
    tokens: all.map((token) => vocabulary.pieceBytes(token, { special: true })),
    kind: vocabulary.kind,
    endOfGeneration: all.filter((token) => vocabulary.isEndOfGeneration(token)),
    controlTokens: vocabulary.controlTokens().map(({ token }) => token),
  });
  const times: number[] = [];
  for (const schema of schemas) {
    const start = performance.now();
    const compiled = await compiler.compile({ kind: "json-schema", schema, strict: true });
    using constraint = compiled.start();
    constraint.mask();
    times.push(performance.now() - start);
  }
  return times;
}
