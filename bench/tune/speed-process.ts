import { ComputeBackend, elementType, GraphMemory, openLlama, TensorContext } from "../../src/llama/index.ts";
import { measureTrainingSpeed } from "../../src/trainer/index.ts";

/** Run by the bench in a process of its own, whose largest resident size is then that of the training. */
const [weights = "", length = "", threads = ""] = process.argv.slice(2);
const tokens = Number(length);

/** Billions of operations a second that this machine's products reach, in the types that training uses. */
async function productRate(): Promise<number> {
  const [input, output, columns, rounds] = [2048, 5632, 256, 12];
  using backend = ComputeBackend.open(openLlama());
  backend.setThreads(Number(threads));
  using context = new TensorContext(backend, 8, [256]);
  const weight = context.tensor(elementType.q8_0, [input, output]);
  const x = context.tensor(elementType.f32, [input, columns]);
  using buffer = context.allocate();
  buffer.clear();
  const graph = context.graph(256);
  graph.expand(context.multiplyMatrix(weight, x));
  using memory = new GraphMemory(backend);
  memory.give(graph);
  await backend.compute(graph);
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) await backend.compute(graph);
  const seconds = (performance.now() - begun) / 1000;
  return (2 * input * output * columns * rounds) / seconds / 1e9;
}

const rate = await productRate();
const speed = await measureTrainingSpeed(weights, tokens, 16, Number(threads));
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ ...speed, rate, peakBytes }));
