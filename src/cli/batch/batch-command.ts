import { Command } from "commander";
import { addConfigFlags, configOf } from "../config-flags.ts";

const REACH = ["home", "host", "port", "apiKey"] as const;

/** Works through a running server, as any client does. */
export function batchCommand(): Command {
  const run = new Command("run")
    .description("upload a file of requests, wait until they are done, and download the answers")
    .argument("<file>", "one request a line, as JSON: custom_id, method, url, body")
    .option("--endpoint <path>", "such as /v1/responses; by default what the file's first line asks for")
    .option("--out <file>", "where the answers go; by default beside the requests, as *.output.jsonl");
  const resume = new Command("resume")
    .description("wait for a batch that was begun before, and download the answers")
    .argument("<id>", "the batch's id, as `fourone batch ls` prints it")
    .option("--out <file>", "where the answers go; by default here, named after the batch");
  const list = new Command("ls").description("the batches there are, newest first");
  const cancel = new Command("cancel")
    .description("end a batch early; what is done by then can be downloaded")
    .argument("<id>", "the batch's id");
  addConfigFlags(run, ...REACH).action(async (file: string) => {
    const [{ runBatch }, config] = await Promise.all([import("./run-batch.ts"), configOf(run)]);
    process.exitCode = await runBatch(config, file, run.opts());
  });
  addConfigFlags(resume, ...REACH).action(async (id: string) => {
    const [{ resumeBatch }, config] = await Promise.all([import("./run-batch.ts"), configOf(resume)]);
    process.exitCode = await resumeBatch(config, id, resume.opts());
  });
  addConfigFlags(list, ...REACH).action(async () => {
    const [{ listBatches }, config] = await Promise.all([import("./list-batches.ts"), configOf(list)]);
    process.stdout.write(await listBatches(config));
  });
  addConfigFlags(cancel, ...REACH).action(async (id: string) => {
    const [{ BatchApi }, config] = await Promise.all([import("./batch-api.ts"), configOf(cancel)]);
    const { status } = await (await BatchApi.connect(config)).cancel(id);
    process.stdout.write(`${id} is ${status}\n`);
  });
  return new Command("batch")
    .description("run files of requests in the background, at half the price")
    .addCommand(run)
    .addCommand(resume)
    .addCommand(list)
    .addCommand(cancel);
}
