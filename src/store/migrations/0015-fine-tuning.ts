import type { Migration } from "./migration.ts";

export const fineTuning: Migration = {
  version: 15,
  name: "fine-tuning",
  async up(schema) {
    await schema
      .sequencedTable("fine_tuning_jobs")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("finished_at", schema.integer)
      .addColumn("request", "text", (column) => column.notNull())
      .addColumn("hyperparameters", "text")
      .addColumn("error", "text")
      .addColumn("fine_tuned_model", "text")
      .addColumn("result_file_id", "text")
      .addColumn("trained_tokens", schema.integer)
      .addColumn("estimated_finish", schema.integer)
      .execute();
    await schema.db.schema
      .createIndex("fine_tuning_jobs_by_project")
      .on("fine_tuning_jobs")
      .columns(["project_id", "sequence"])
      .execute();

    await schema
      .sequencedTable("fine_tuning_events")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("job_id", "text", (column) =>
        column.notNull().references("fine_tuning_jobs.id").onDelete("cascade"),
      )
      .addColumn("subject", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("body", "text", (column) => column.notNull())
      .addUniqueConstraint("fine_tuning_events_told_once", ["job_id", "subject"])
      .execute();
    await schema.db.schema
      .createIndex("fine_tuning_events_by_job")
      .on("fine_tuning_events")
      .columns(["job_id", "sequence"])
      .execute();

    await schema
      .sequencedTable("fine_tuning_checkpoints")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("job_id", "text", (column) =>
        column.notNull().references("fine_tuning_jobs.id").onDelete("cascade"),
      )
      .addColumn("step", schema.integer, (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("model", "text", (column) => column.notNull())
      .addColumn("metrics", "text", (column) => column.notNull())
      .addUniqueConstraint("fine_tuning_checkpoints_once", ["job_id", "step"])
      .execute();

    await schema
      .sequencedTable("tuned_models")
      .addColumn("name", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("base_model", "text", (column) => column.notNull())
      .addColumn("job_id", "text", (column) => column.notNull())
      .addColumn("step", schema.integer, (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .execute();
  },
};
