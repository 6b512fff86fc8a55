export type Auto = "auto";

/** As the job asks for them. */
export interface RequestedHyperparameters {
  readonly batchSize: number | Auto;
  readonly learningRateMultiplier: number | Auto;
  readonly epochs: number | Auto;
}

export interface Hyperparameters {
  readonly batchSize: number;
  readonly learningRateMultiplier: number;
  readonly epochs: number;
}

/** What a multiplier of 1 stands for. */
const BASE_LEARNING_RATE = 2e-4;
const AUTO_MULTIPLIER = 2;
const AUTO_BETA = 0.1;

/** Epochs aim at 3, more for few examples and fewer for many, as the service's guide does it. */
const TARGET_EPOCHS = 3;
const FEW_EXAMPLES = 100;
const MANY_EXAMPLES = 25_000;
const MOST_EPOCHS = 25;

export function chooseHyperparameters(asked: RequestedHyperparameters, examples: number): Hyperparameters {
  return {
    batchSize: asked.batchSize === "auto" ? autoBatchSize(examples) : asked.batchSize,
    learningRateMultiplier:
      asked.learningRateMultiplier === "auto" ? AUTO_MULTIPLIER : asked.learningRateMultiplier,
    epochs: asked.epochs === "auto" ? autoEpochs(examples) : asked.epochs,
  };
}

export function peakLearningRate({ learningRateMultiplier }: Hyperparameters): number {
  return BASE_LEARNING_RATE * learningRateMultiplier;
}

export function chooseBeta(asked: number | Auto): number {
  return asked === "auto" ? AUTO_BETA : asked;
}

/** A five-hundredth of the examples; at least four, because short examples are packed together. */
function autoBatchSize(examples: number): number {
  return Math.min(256, examples, Math.max(4, Math.round(examples * 0.002)));
}

function autoEpochs(examples: number): number {
  if (examples * TARGET_EPOCHS < FEW_EXAMPLES)
    return Math.min(MOST_EPOCHS, Math.floor(FEW_EXAMPLES / examples));
  if (examples * TARGET_EPOCHS > MANY_EXAMPLES) return Math.max(1, Math.floor(MANY_EXAMPLES / examples));
  return TARGET_EPOCHS;
}
