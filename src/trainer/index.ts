export {
  type AdapterShape,
  adapterTensors,
  defaultTargets,
  parameterCount,
} from "./adapter/adapter-weights.ts";
export { exportPeftAdapter } from "./adapter/export-peft-adapter.ts";
export { importGgufAdapter } from "./adapter/import-gguf-adapter.ts";
export { importPeftAdapter } from "./adapter/import-peft-adapter.ts";
export type { AdapterBase, ImportedAdapter } from "./adapter/imported-adapter.ts";
export { initialParameters } from "./adapter/initial-parameters.ts";
export { writeGgufAdapter } from "./adapter/write-gguf-adapter.ts";
export type { StartTrainerChild, TrainerChild, TrainerChildEvents } from "./client/trainer-child.ts";
export { TrainingRun, type TrainingRunOptions } from "./client/training-run.ts";
export { ExampleProblem } from "./data/example-problem.ts";
export {
  type ChatExample,
  type Example,
  type PreferenceExample,
  parseExample,
} from "./data/parse-example.ts";
export {
  readTrainingFile,
  TrainingFileError,
  type TrainingFileFault,
  type TrainingFileOptions,
} from "./data/read-training-file.ts";
export { type DecoderShape, decoderShape } from "./model/model-shape.ts";
export type { Auto, Hyperparameters, RequestedHyperparameters } from "./plan/hyperparameters.ts";
export { describeMemoryPlan, type MemoryPlan } from "./plan/memory-plan.ts";
export type { TrainingEvent, TrainingFailure } from "./process/training-event.ts";
export type { TrainingFile, TrainingJob, TrainingMethod } from "./process/training-job.ts";
export { measureTrainingSpeed, type TrainingSpeed } from "./session/measure-training-speed.ts";
export { TrainerError, type TrainerErrorCode } from "./trainer-error.ts";
