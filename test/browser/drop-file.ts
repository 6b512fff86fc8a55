import type { Locator } from "playwright-core";

/** Drops a file of text, as if it came from the desktop. */
export async function dropFile(
  target: Locator,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<void> {
  const dataTransfer = await target.page().evaluateHandle(
    (file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([file.text], file.name, { type: "application/jsonl" }));
      return transfer;
    },
    { name, text },
  );
  await target.dispatchEvent("drop", { dataTransfer });
}
