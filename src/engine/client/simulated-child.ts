import type { ModelDescription } from "../engine.ts";
import type { GenerateEvent } from "../generate-event.ts";
import type { MessageFromEngine, MessageToEngine } from "../process/messages.ts";
import type { EngineChild, EngineChildEvents } from "./engine-child.ts";

export const description: ModelDescription = {
  architecture: "simulated",
  vocabularySize: 256,
  contextLength: 1024,
  chatTemplate: undefined,
  beginOfSequence: "",
  endOfSequence: "",
  controlTokens: [],
  parameterCount: 0,
};

type Generate = Extract<MessageToEngine, { kind: "generate" }>;

/** For tests: an engine process that does what it is told, and no more. */
export class SimulatedChild implements EngineChild {
  readonly pid = undefined;
  readonly received: MessageToEngine[] = [];
  readonly #events: EngineChildEvents;
  #ended = false;

  constructor(events: EngineChildEvents) {
    this.#events = events;
  }

  get isAlive(): boolean {
    return !this.#ended;
  }

  send(message: MessageToEngine): void {
    if (this.#ended) return;
    this.received.push(message);
    if (message.kind === "stop") queueMicrotask(() => this.exit("exit code 0"));
  }

  kill(): void {
    queueMicrotask(() => this.exit("signal SIGKILL"));
  }

  exit(reason = "signal SIGSEGV"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onExit(reason);
  }

  say(message: MessageFromEngine): void {
    if (!this.#ended) this.#events.onMessage(message);
  }

  ready(): void {
    this.say({ kind: "ready", description });
  }

  /** Messages of one kind, in order of arrival. */
  got<Kind extends MessageToEngine["kind"]>(kind: Kind): Extract<MessageToEngine, { kind: Kind }>[] {
    return this.received.filter(
      (message): message is Extract<MessageToEngine, { kind: Kind }> => message.kind === kind,
    );
  }

  /** The order to work on a request; throws where it never came. */
  order(id: string): Generate {
    const order = this.got("generate").find(({ request }) => request.id === id);
    if (order === undefined) throw new Error(`${id} was never asked for`);
    return order;
  }

  /** Events of one request, and the tokens behind them. */
  output(id: string, events: readonly GenerateEvent[], tokens: readonly number[] = [], choice = 0): void {
    const generated = tokens.map((token) => ({ choice, token }));
    this.say({ kind: "outputs", outputs: [{ id, tokens: generated, events }] });
  }

  /** One token and its text. */
  text(id: string, text: string, choice = 0): void {
    const events: GenerateEvent[] = [{ type: "text-delta", choice, text }];
    this.output(id, events, [text.charCodeAt(0)], choice);
  }

  end(id: string, choice = 0): void {
    this.output(id, [choiceEnd(choice), { type: "end" }]);
  }
}

export function choiceEnd(choice: number): GenerateEvent {
  const usage = { completionTokens: 0, acceptedPredictionTokens: 0, rejectedPredictionTokens: 0 };
  return { type: "choice-end", choice, reason: "stop", usage };
}
