import { storedCompletions } from "./0001-stored-completions.ts";
import { responses } from "./0002-responses.ts";
import { conversations } from "./0003-conversations.ts";
import { jobs } from "./0004-jobs.ts";
import { tombstones } from "./0005-tombstones.ts";
import { batches } from "./0006-batches.ts";
import { identity } from "./0007-identity.ts";
import { responseLog } from "./0008-response-log.ts";
import { files } from "./0009-files.ts";
import { administration } from "./0010-administration.ts";
import { usage } from "./0011-usage.ts";
import { presets } from "./0012-presets.ts";
import { uploads } from "./0013-uploads.ts";
import { webhooks } from "./0014-webhooks.ts";
import { fineTuning } from "./0015-fine-tuning.ts";
import { distillations } from "./0016-distillations.ts";
import { usageDays } from "./0017-usage-days.ts";
import { adapters } from "./0018-adapters.ts";
import type { Migration } from "./migration.ts";

/** In the order of their versions, which count up from 1 without a gap. */
export const migrations: readonly Migration[] = [
  storedCompletions,
  responses,
  conversations,
  jobs,
  tombstones,
  batches,
  identity,
  responseLog,
  files,
  administration,
  usage,
  presets,
  uploads,
  webhooks,
  fineTuning,
  distillations,
  usageDays,
  adapters,
];
