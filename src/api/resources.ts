import { caller } from "./access/me.ts";
import type { Resource } from "./api-environment.ts";
import { batches } from "./batches/batches.ts";
import { chatCompletions } from "./chat-completions/chat-completions.ts";
import { conversations } from "./conversations/conversations.ts";
import { embeddings } from "./embeddings/embeddings.ts";
import { files } from "./files/files.ts";
import { fineTuning } from "./fine-tuning/fine-tuning-resource.ts";
import { adapters } from "./fourone/adapters/adapters.ts";
import { costComparison } from "./fourone/costs/cost-comparison.ts";
import { distillations } from "./fourone/distillations/distillations.ts";
import { engines } from "./fourone/engines/engines.ts";
import { logs } from "./fourone/logs/logs.ts";
import { machineModels } from "./fourone/machine/machine-models.ts";
import { machineWeights } from "./fourone/machine/machine-weights.ts";
import { servedModels } from "./fourone/models/served-models.ts";
import { presets } from "./fourone/presets/presets.ts";
import { deleteModel } from "./models/delete-model.ts";
import { models } from "./models/models.ts";
import { moderations } from "./moderations/moderations.ts";
import { apiDescription } from "./operations/api-description.ts";
import { operations } from "./operations/operations.ts";
import { organization } from "./organization/organization.ts";
import { organizationUsage } from "./organization-usage/organization-usage.ts";
import { playground } from "./playground/playground.ts";
import { responses } from "./responses/responses.ts";
import { storedCompletions } from "./stored-completions/stored-completions.ts";
import { uploads } from "./uploads/uploads.ts";
import { webhookEndpoints } from "./webhooks/webhook-endpoints.ts";

/** Everything the server answers. A new resource is a folder of its own and a line here. */
export const RESOURCES: readonly Resource[] = [
  chatCompletions,
  storedCompletions,
  responses,
  conversations,
  embeddings,
  moderations,
  files,
  batches,
  uploads,
  webhookEndpoints,
  models,
  deleteModel,
  fineTuning,
  adapters,
  distillations,
  engines,
  servedModels,
  costComparison,
  presets,
  caller,
  organization,
  logs,
  machineModels,
  machineWeights,
  organizationUsage,
  operations,
  apiDescription,
  playground,
];
