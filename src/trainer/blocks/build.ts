import type { Tensor, TensorContext } from "../../llama/index.ts";
import type { AdapterWeights } from "../adapter/adapter-weights.ts";
import type { BaseWeights } from "../model/base-weights.ts";

/** Sizes for which a graph is made. */
export interface GraphShape {
  /** Rows of packed examples. */
  readonly rows: number;
  /** Tokens of a row. */
  readonly length: number;
  /** Tokens of all rows whose successor is predicted. */
  readonly lossRows: number;
}

/** Inputs that change with every batch. Tokens of all rows lie one row after the other. */
export interface GraphInputs {
  readonly tokens: Tensor;
  readonly positions: Tensor;
  /** `[key, query, 1, row]`: 0 where a token sees another, minus infinity elsewhere. */
  readonly mask: Tensor;
  /** Numbers of the tokens whose successor is predicted. */
  readonly lossTokens: Tensor;
}

/** What the blocks build with. */
export interface Build {
  readonly context: TensorContext;
  readonly weights: BaseWeights;
  /** Undefined: the base weights alone. */
  readonly adapter: AdapterWeights | undefined;
  readonly shape: GraphShape;
  readonly inputs: GraphInputs;
  /** Puts a gradient's addition into the graph. */
  addGradient(into: Tensor, gradient: Tensor): void;
}
