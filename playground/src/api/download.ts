import { request } from "./request.ts";

/** Fetches a file with this tab's key, and hands it to the browser to save. */
export async function downloadFile(id: string, filename: string): Promise<void> {
  const blob = await (await request(`/v1/files/${encodeURIComponent(id)}/content`)).blob();
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = filename;
  link.click();
  // The browser has taken the address by the next turn of its loop; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
