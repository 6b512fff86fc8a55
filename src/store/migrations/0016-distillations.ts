import type { Migration } from "./migration.ts";

export const distillations: Migration = {
  version: 16,
  name: "distillations",
  async up(schema) {
    await schema
      .sequencedTable("distillations")
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("project_id", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("created_at", schema.integer, (column) => column.notNull())
      .addColumn("finished_at", schema.integer)
      .addColumn("request", "text", (column) => column.notNull())
      .addColumn("counts", "text")
      .addColumn("training_file_id", "text")
      .addColumn("held_out_file_id", "text")
      .addColumn("fine_tuning_job_id", "text")
      .addColumn("fine_tuned_model", "text")
      .addColumn("comparison", "text")
      .addColumn("error", "text")
      .execute();
    await schema.db.schema
      .createIndex("distillations_by_project")
      .on("distillations")
      .columns(["project_id", "sequence"])
      .execute();

    await schema
      .table("distillation_prompts")
      .addColumn("distillation_id", "text", (column) =>
        column.notNull().references("distillations.id").onDelete("cascade"),
      )
      .addColumn("position", schema.integer, (column) => column.notNull())
      .addColumn("request", "text", (column) => column.notNull())
      .addColumn("teacher", "text", (column) => column.notNull())
      .addColumn("before", "text")
      .addColumn("after", "text")
      .addPrimaryKeyConstraint("distillation_prompts_key", ["distillation_id", "position"])
      .execute();
  },
};
