import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Download, FileText, GraduationCap, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { downloadFile } from "../api/download.ts";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { request, requestJson } from "../api/request.ts";
import type { ApiFile } from "../api/upload.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { ErrorState } from "../components/error-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { ShowMore } from "../components/show-more.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card } from "../components/ui/card.tsx";
import { Select } from "../components/ui/select.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { formatBytes } from "../figures/format.ts";
import { Time } from "../figures/time.tsx";
import { useAddressValue } from "../shell/use-address-value.ts";
import { FileUploads } from "./file-uploads.tsx";
import { PURPOSES, WRITTEN_PURPOSES } from "./purposes.ts";

export default function FilesView() {
  const [purpose, setPurpose] = useAddressValue<string>("purpose", "");
  const [failure, setFailure] = useState<unknown>();
  const client = useQueryClient();
  const files = useInfiniteQuery({
    queryKey: ["files", purpose],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<ApiFile>>("/v1/files", {
        signal,
        query: { limit: 50, order: "desc", after: pageParam, purpose: purpose === "" ? undefined : purpose },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
  });
  const refresh = () => client.invalidateQueries({ queryKey: ["files"] });
  const remove = async (id: string) => {
    await request(`/v1/files/${id}`, { method: "DELETE" });
    await refresh();
  };
  return (
    <Page
      title="Files"
      description="What batches and training read and write, and what else was uploaded to this project."
      actions={
        <Select
          aria-label="Purpose"
          className="w-44"
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
        >
          <option value="">Every purpose</option>
          {[...PURPOSES, ...WRITTEN_PURPOSES].map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      }
    >
      <FileUploads onUploaded={() => void refresh()} />
      {failure !== undefined && <ErrorState error={failure} />}
      <Loaded query={files}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) {
            return (
              <Card>
                <EmptyState
                  icon={FileText}
                  title={purpose === "" ? "No files yet" : "No files of this purpose"}
                >
                  Drop a file above, or send one with <code>client.files.create</code>. Files of a batch
                  appear here by themselves.
                </EmptyState>
              </Card>
            );
          }
          return (
            <Card>
              <Table>
                <TableHeader>
                  <TableRow>
                    <TableHead>Name</TableHead>
                    <TableHead>Purpose</TableHead>
                    <TableHead className="text-right">Size</TableHead>
                    <TableHead>Created</TableHead>
                    <TableHead>Expires</TableHead>
                    <TableHead>
                      <span className="sr-only">Actions</span>
                    </TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {all.map((file) => (
                    <TableRow key={file.id}>
                      <TableCell className="max-w-[min(20rem,45vw)] min-w-40">
                        <p className="truncate font-medium" dir="auto" title={file.filename}>
                          {file.filename}
                        </p>
                        <p className="truncate font-mono text-xs text-muted-foreground">{file.id}</p>
                      </TableCell>
                      <TableCell>
                        <Badge>{file.purpose}</Badge>
                      </TableCell>
                      <TableCell className="text-right whitespace-nowrap tabular-nums">
                        {formatBytes(file.bytes)}
                      </TableCell>
                      <TableCell className="whitespace-nowrap">
                        <Time seconds={file.created_at} />
                      </TableCell>
                      <TableCell className="whitespace-nowrap text-muted-foreground">
                        {file.expires_at ? <Time seconds={file.expires_at} /> : "never"}
                      </TableCell>
                      <TableCell className="text-right whitespace-nowrap">
                        {file.purpose === "fine-tune" && (
                          <Button asChild variant="ghost" size="icon-small">
                            <Link
                              href={`/fine-tuning?training_file=${file.id}`}
                              aria-label={`Train with ${file.filename}`}
                              title="Train with this file"
                            >
                              <GraduationCap />
                            </Link>
                          </Button>
                        )}
                        <Button
                          variant="ghost"
                          size="icon-small"
                          aria-label={`Download ${file.filename}`}
                          onClick={() => {
                            setFailure(undefined);
                            downloadFile(file.id, file.filename).catch(setFailure);
                          }}
                        >
                          <Download />
                        </Button>
                        <ConfirmButton
                          aria-label={`Delete ${file.filename}`}
                          title="Delete this file?"
                          description={`${file.filename} (${formatBytes(file.bytes)}) will be gone for good.`}
                          act="Delete"
                          onConfirm={() => remove(file.id)}
                        >
                          <Trash2 />
                        </ConfirmButton>
                      </TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
              <ShowMore query={files} />
            </Card>
          );
        }}
      </Loaded>
    </Page>
  );
}
