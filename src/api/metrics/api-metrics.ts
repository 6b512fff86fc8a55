import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { EmbeddingModel, ServedModels } from "../../inference/index.ts";
import type { RunningRequests } from "../running-requests.ts";
import { registerEmbedderMetrics } from "./embedder-metrics.ts";
import { registerEngineMetrics } from "./engine-metrics.ts";

const REQUEST_SECONDS = [0.005, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 300, 1800];
const FIRST_TOKEN_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const BETWEEN_TOKENS_SECONDS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 5];

/** Observes one generation. */
export interface GenerationMeter {
  /** The prompt is computed. */
  prompt(promptTokens: number, cachedTokens: number): void;
  /** Something of the answer came. `seconds` counts from the request, or from the previous piece. */
  firstToken(seconds: number): void;
  nextToken(seconds: number): void;
  completion(tokens: number): void;
}

/** What this process tells Prometheus. */
export class ApiMetrics {
  readonly #register = new Registry();
  readonly #requests: Counter;
  readonly #duration: Histogram;
  readonly #firstToken: Histogram;
  readonly #betweenTokens: Histogram;
  readonly #tokens: Counter;

  constructor(
    models: ServedModels,
    embeddings: ReadonlyMap<string, EmbeddingModel>,
    running: RunningRequests,
  ) {
    const registers = [this.#register];
    collectDefaultMetrics({ register: this.#register });
    registerEngineMetrics(this.#register, models);
    registerEmbedderMetrics(this.#register, embeddings);
    new Gauge({
      name: "fourone_requests_running",
      help: "Generations that are at work or wait for the engine.",
      registers,
      collect() {
        this.set(running.size);
      },
    });
    this.#requests = new Counter({
      name: "fourone_http_requests_total",
      help: "Requests answered.",
      labelNames: ["method", "route", "status"],
      registers,
    });
    this.#duration = new Histogram({
      name: "fourone_http_request_duration_seconds",
      help: "From a request to the head of its answer.",
      labelNames: ["method", "route"],
      buckets: REQUEST_SECONDS,
      registers,
    });
    this.#firstToken = new Histogram({
      name: "fourone_time_to_first_token_seconds",
      help: "From a request to the first piece of its answer.",
      labelNames: ["model"],
      buckets: FIRST_TOKEN_SECONDS,
      registers,
    });
    this.#betweenTokens = new Histogram({
      name: "fourone_time_between_tokens_seconds",
      help: "Between two pieces of an answer.",
      labelNames: ["model"],
      buckets: BETWEEN_TOKENS_SECONDS,
      registers,
    });
    this.#tokens = new Counter({
      name: "fourone_tokens_total",
      help: "Tokens by kind: prompt, cached (part of prompt), completion.",
      labelNames: ["model", "kind"],
      registers,
    });
  }

  /** `route` is the pattern that matched, never the path: paths are the client's to invent. */
  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.inc({ method, route, status });
    this.#duration.observe({ method, route }, seconds);
  }

  generation(model: string): GenerationMeter {
    // Bound once: looking labels up is what costs.
    const firstToken = this.#firstToken.labels(model);
    const betweenTokens = this.#betweenTokens.labels(model);
    return {
      prompt: (promptTokens, cachedTokens) => {
        this.#tokens.inc({ model, kind: "prompt" }, promptTokens);
        this.#tokens.inc({ model, kind: "cached" }, cachedTokens);
      },
      firstToken: (seconds) => firstToken.observe(seconds),
      nextToken: (seconds) => betweenTokens.observe(seconds),
      completion: (tokens) => this.#tokens.inc({ model, kind: "completion" }, tokens),
    };
  }

  get contentType(): string {
    return this.#register.contentType;
  }

  text(): Promise<string> {
    return this.#register.metrics();
  }
}
