import { useQuery } from "@tanstack/react-query";
import { firstLines } from "../api/file-lines.ts";
import { type ExampleLine, readExampleLine } from "./example-line.ts";
import type { Job } from "./job.ts";

/** What the first example of a job's files asks, of those that are not learned where there are any. */
export function useSamplePrompt({ validation_file, training_file }: Job): ExampleLine | undefined {
  const fileId = validation_file ?? training_file;
  const { data } = useQuery({
    queryKey: ["sample-prompt", fileId],
    // A file may be deleted while its job is not: then there is no sample.
    queryFn: async ({ signal }) => readExampleLine((await firstLines(fileId, 1, signal))[0] ?? "") ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}
