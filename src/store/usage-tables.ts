/** What usage is grouped and filtered by. An empty text stands for none: primary keys know no null. */
interface UsageDimensions {
  kind: string;
  project_id: string;
  api_key_id: string;
  user_id: string;
  model: string;
  service_tier: string;
  batch: 0 | 1;
}

interface UsageSums {
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  accepted_prediction_tokens: number;
  rejected_prediction_tokens: number;
  trained_tokens: number;
  duration_microseconds: number;
  machine_microseconds: number;
}

interface UsageRecordsTable extends UsageDimensions, UsageSums {
  id: string;
  endpoint: string;
  outcome: string;
  end_user: string;
  /** Unix milliseconds. */
  recorded_at: number;
}

/** Records added up; written in the transaction that writes the record. */
interface UsageTotals extends UsageDimensions, UsageSums {
  requests: number;
}

interface UsageHoursTable extends UsageTotals {
  /** The start of the hour in Unix seconds. */
  hour: number;
}

interface UsageDaysTable extends UsageTotals {
  /** The start of the day (UTC) in Unix seconds. */
  day: number;
}

export interface UsageTables {
  usage_records: UsageRecordsTable;
  usage_hours: UsageHoursTable;
  usage_days: UsageDaysTable;
}
