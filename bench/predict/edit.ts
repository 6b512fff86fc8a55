import { alternate } from "../alternate.ts";
import { ask } from "../ask.ts";
import type { BenchSession, Part } from "../bench.ts";
import { decodeTokensPerSecond, firstTokenMilliseconds } from "../client/answer-timing.ts";
import { streamChat } from "../client/stream-chat.ts";
import type { StreamedAnswer } from "../client/streamed-answer.ts";
import { distinctText } from "../prompts/distinct-text.ts";
import { atLeast, type Row } from "../report/row.ts";
import { median } from "../statistics/quantile.ts";
import { type EditTask, MOST_TOKENS, makeEditTask } from "./edit-task.ts";

type Contestant = (task: EditTask) => Promise<StreamedAnswer>;

const PREFILL_TOKENS = 500;

export const measureEdit: Part = async (session) => {
  const { subject, peer, rounds } = session;
  const onSubject = (prediction: (task: EditTask) => { readonly prediction?: string }): Contestant => {
    return (task) =>
      streamChat(subject, { messages: task.messages, maximumTokens: MOST_TOKENS, ...prediction(task) });
  };
  const contestants: Contestant[] = [
    onSubject(() => ({})),
    onSubject(({ prediction }) => ({ prediction })),
    onSubject(({ wrongPrediction }) => ({ prediction: wrongPrediction })),
  ];
  if (peer !== undefined) {
    contestants.push(({ messages }) => streamChat(peer, { messages, maximumTokens: MOST_TOKENS }));
  }
  const { results } = await alternate({
    contestants,
    rounds,
    work: () => makeEditTask(session),
    run: (contestant, task) => contestant(task),
  });
  const [without = [], predicted = [], wrong = [], peers = []] = results;
  const prefill = await prefillRates(session);
  return [
    ...rateRows(without, predicted, peers),
    ...gainRows(without, predicted, wrong, prefill),
    ...answerRows(without, predicted),
  ];
};

function rateRows(
  without: readonly StreamedAnswer[],
  predicted: readonly StreamedAnswer[],
  peers: readonly StreamedAnswer[],
): Row[] {
  const tokens = Math.round(median(without.map(({ answerTokens }) => answerTokens)));
  const what = `edit, ${tokens} tokens`;
  const peer = peers.length === 0 ? {} : { peer: rates(peers) };
  return [
    { what: `${what}: without prediction`, unit: "tok/s", subject: rates(without) },
    {
      what: `${what}: 5 % of the predicted lines wrong`,
      unit: "tok/s",
      subject: rates(predicted),
      ...peer,
      target: atLeast("ratio", 1.3),
    },
  ];
}

function gainRows(
  without: readonly StreamedAnswer[],
  predicted: readonly StreamedAnswer[],
  wrong: readonly StreamedAnswer[],
  prefill: readonly number[],
): Row[] {
  const gain = quotients(rates(predicted), rates(without));
  const ceiling = median(prefill) / median(rates(without));
  return [
    { what: "gain by the prediction", unit: "×", subject: gain, target: atLeast("value", 2) },
    { what: "ceiling: prefill rate over decode rate", unit: "×", subject: [ceiling] },
    {
      what: "a wrong prediction, against none",
      unit: "×",
      subject: quotients(rates(wrong), rates(without)),
      target: atLeast("value", 0.9),
    },
  ];
}

function answerRows(without: readonly StreamedAnswer[], predicted: readonly StreamedAnswer[]): Row[] {
  const accepted = predicted.map((answer) => (100 * answer.acceptedPredictionTokens) / answer.answerTokens);
  const rejected = predicted.map((answer) => (100 * answer.rejectedPredictionTokens) / answer.answerTokens);
  const same = predicted.filter(({ text }, round) => text === without[round]?.text).length;
  return [
    { what: "accepted tokens, of the answer's", unit: "%", subject: accepted },
    { what: "rejected tokens, of the answer's", unit: "%", subject: rejected },
    { what: "answers the same with and without", unit: "%", subject: [(100 * same) / predicted.length] },
  ];
}

async function prefillRates({ subject, rounds, random }: BenchSession): Promise<number[]> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const prompt = distinctText(random, PREFILL_TOKENS);
    const answer = await ask(subject, { prompt, maximumTokens: 1, cold: true });
    rates.push((answer.promptTokens * 1000) / firstTokenMilliseconds(answer));
  }
  return rates;
}

function rates(answers: readonly StreamedAnswer[]): number[] {
  return answers.map(decodeTokensPerSecond);
}

function quotients(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, round) => value / below[round]!);
}
