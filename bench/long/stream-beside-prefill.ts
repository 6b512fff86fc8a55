import { EngineClient } from "../../src/engine/index.ts";
import { atMost, type Row } from "../report/row.ts";
import { quantile } from "../statistics/quantile.ts";
import { failIfError, longRequest, never, textOfTokens } from "./long-prompt.ts";

const CONTEXT = 2048;
const STREAM_TOKENS = 96;

/**
 * Gaps between the tokens of a stream: on a quiet engine, and while another request's prompt is
 * prefilled. The prompt outlasts the stream.
 */
export async function streamBesidePrefill(
  weightsFile: string,
  threads: number,
  rounds: number,
): Promise<Row[]> {
  const engine = new EngineClient({
    engine: { weightsFile, contextLength: CONTEXT, cells: 8192, keyValueType: "f16", threads },
  });
  await engine.ready();
  const quiet: number[] = [];
  const busy: number[] = [];
  const prefilled: number[] = [];
  const prompt = await textOfTokens(engine, CONTEXT - 64);
  for (let round = 0; round < rounds; round++) {
    quiet.push(quantile(await gaps(engine, `quiet ${round}`), 0.99));
    const controller = new AbortController();
    let prefilling = true;
    let computed = 0;
    const others = (async () => {
      for (let again = 0; prefilling; again++) {
        const request = longRequest(`${again} ${prompt}`, {
          maximumTokens: 1,
          cacheScope: `${round} ${again}`,
        });
        let known = 0;
        for await (const event of engine.generate(request, controller.signal)) {
          if (event.type === "error" && !controller.signal.aborted) failIfError(event);
          if (event.type !== "prefill-progress") continue;
          computed += event.computedTokens - known;
          known = event.computedTokens;
        }
      }
    })();
    let before: number | undefined;
    const found = await gaps(engine, `busy ${round}`, () => {
      before ??= computed;
    });
    busy.push(quantile(found, 0.99));
    prefilled.push((computed - before!) / (found.length + 1));
    prefilling = false;
    controller.abort();
    await others;
  }
  await engine.stop(0);
  return [
    { what: "tokens of the other prompt computed for each of the stream", unit: "", subject: prefilled },
    { what: "p99 between tokens, quiet", unit: "ms", subject: quiet },
    { what: "p99 between tokens, beside a prefill", unit: "ms", subject: busy },
    {
      what: "p99 beside a prefill against quiet",
      unit: "×",
      subject: busy.map((gap, round) => gap / quiet[round]!),
      target: atMost("value", 2),
    },
  ];
}

async function gaps(engine: EngineClient, text: string, onToken = () => {}): Promise<number[]> {
  const found: number[] = [];
  let previous: number | undefined;
  // The end of the answer must not come early: its token is made impossible.
  const sampling = { temperature: 0, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0 };
  const request = longRequest(text, {
    maximumTokens: STREAM_TOKENS,
    sampling: { ...sampling, logitBias: [[2, -100]] },
  });
  for await (const event of engine.generate(request, never)) {
    failIfError(event);
    if (event.type !== "text-delta") continue;
    onToken();
    const now = performance.now();
    if (previous !== undefined) found.push(now - previous);
    previous = now;
  }
  return found;
}
