import { alternate } from "../alternate.ts";
import type { BenchSession, Part } from "../bench.ts";
import { decodeTokensPerSecond } from "../client/answer-timing.ts";
import { streamChat } from "../client/stream-chat.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { atLeast, type Row } from "../report/row.ts";
import { median } from "../statistics/quantile.ts";
import type { EditRequest } from "./edit-requests.ts";
import { type EditTask, MOST_TOKENS, makeEditTask } from "./edit-task.ts";

type Contestant = (task: EditTask) => Promise<StreamedAnswer>;

interface Edits {
  readonly without: readonly StreamedAnswer[];
  readonly predicted: readonly StreamedAnswer[];
  readonly wrong: readonly StreamedAnswer[];
  /** Empty where there is no peer. */
  readonly peers: readonly StreamedAnswer[];
}

/** The same request without a prediction, with a good one, with a wrong one, and on the peer. */
export function measureEdit(name: string, request: EditRequest): Part {
  return async (session) => {
    const edits = await runEdits(session, request);
    return [...rateRows(name, edits), ...predictionRows(name, edits)];
  };
}

async function runEdits(session: BenchSession, request: EditRequest): Promise<Edits> {
  const { subject, peer, rounds } = session;
  const work = { maximumTokens: MOST_TOKENS };
  const contestants: Contestant[] = [
    async ({ answer }) => answer,
    ({ messages, prediction }) => streamChat(subject, { ...work, messages, prediction }),
    ({ messages, wrongPrediction }) =>
      streamChat(subject, { ...work, messages, prediction: wrongPrediction }),
  ];
  if (peer !== undefined) contestants.push(({ messages }) => streamChat(peer, { ...work, messages }));
  const { results } = await alternate({
    contestants,
    rounds,
    work: () => makeEditTask(session, request),
    run: (contestant, task) => contestant(task),
  });
  const [without = [], predicted = [], wrong = [], peers = []] = results;
  return { without, predicted, wrong, peers };
}

function rateRows(name: string, { without, predicted, wrong, peers }: Edits): Row[] {
  const tokens = Math.round(median(without.map(({ answerTokens }) => answerTokens)));
  const base = rates(without);
  return [
    { what: `${name}, ${tokens} tokens: without prediction`, unit: "tok/s", subject: base },
    {
      what: `${name}: 5 % of the predicted lines wrong`,
      unit: "tok/s",
      subject: rates(predicted),
      ...(peers.length > 0 && { peer: rates(peers) }),
      target: atLeast("ratio", 1.3),
    },
    {
      what: `${name}: gain by the prediction`,
      unit: "×",
      subject: quotients(rates(predicted), base),
      target: atLeast("value", 2),
    },
    {
      what: `${name}: a wrong prediction, against none`,
      unit: "×",
      subject: quotients(rates(wrong), base),
      target: atLeast("value", 0.9),
    },
  ];
}

function predictionRows(name: string, { without, predicted }: Edits): Row[] {
  const inPercent = (read: (answer: StreamedAnswer) => number) =>
    predicted.map((answer) => (100 * read(answer)) / answer.answerTokens);
  const same = predicted.filter(({ text }, round) => text === without[round]?.text).length;
  return [
    {
      what: `${name}: accepted tokens, of the answer's`,
      unit: "%",
      subject: inPercent((answer) => answer.acceptedPredictionTokens),
    },
    {
      what: `${name}: rejected tokens, of the answer's`,
      unit: "%",
      subject: inPercent((answer) => answer.rejectedPredictionTokens),
    },
    {
      what: `${name}: answers the same with and without`,
      unit: "%",
      subject: [(100 * same) / predicted.length],
    },
  ];
}

function rates(answers: readonly StreamedAnswer[]): number[] {
  return answers.map(decodeTokensPerSecond);
}

function quotients(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, round) => value / below[round]!);
}
