import { useQuery } from "@tanstack/react-query";
import { firstLines } from "../api/file-lines.ts";
import { type ExampleLine, readExampleLine } from "./example-line.ts";

/** What the first example of a training file asks. */
export function useSamplePrompt(fileId: string): ExampleLine | undefined {
  const { data } = useQuery({
    queryKey: ["sample-prompt", fileId],
    // A file may be deleted while its job is not: then there is no sample.
    queryFn: async ({ signal }) => readExampleLine((await firstLines(fileId, 1, signal))[0] ?? "") ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}
