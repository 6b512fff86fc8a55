import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { usePage } from "./use-page.ts";

const HOSTILE = [
  "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>",
  "[click](javascript:window.harmed=3) ![track](https://example.com/pixel.png) <https://example.com/ok>",
  "\u001b[31mred\u001b[0m and photo\u202egpj.exe",
  `|${" a |".repeat(60)}\n|${" - |".repeat(60)}\n${`|${" <b>x</b> |".repeat(60)}\n`.repeat(60)}`,
  `${"> ".repeat(400)}deep`,
].join("\n\n");

const PATIENCE = { timeout: 30_000, interval: 250 };

const ESCAPING = `\`\`\`html
<!doctype html>
<p id="out">waiting</p>
<script>
(async () => {
  const tried = {};
  const attempt = async (name, act) => {
    try { await act(); tried[name] = "reached"; } catch { tried[name] = "refused"; }
  };
  await attempt("fetch", () => fetch("/v1/models"));
  await attempt("parent", () => parent.document.title);
  await attempt("storage", () => localStorage.length);
  await attempt("socket", () => new Promise((resolve, reject) => {
    const socket = new WebSocket("ws://" + "127.0.0.1:9");
    socket.onopen = resolve; socket.onerror = reject;
  }));
  await attempt("image", () => new Promise((resolve, reject) => {
    const image = new Image(); image.onload = resolve; image.onerror = reject; image.src = "/icon.svg";
  }));
  await attempt("peer", () => new RTCPeerConnection());
  document.getElementById("out").textContent = JSON.stringify(tried);
})();
</script>
\`\`\``;

describe.skipIf(findChromium() === undefined)("hostile answers", () => {
  const playground = usePage({ weights: "starter" });

  /** An answer of these words, as if the model had given it. */
  const answer = async (page: Page, text: string) => {
    await page.getByRole("spinbutton", { name: "Longest answer" }).fill("4");
    await page.getByLabel("Message", { exact: true }).fill("Go");
    await page.keyboard.press("Control+Enter");
    await page.getByLabel("Figures of the answer").waitFor();
    const turn = page.getByRole("article", { name: "assistant turn", exact: true });
    await turn.hover();
    await turn.getByRole("button", { name: "Edit" }).click();
    await turn.getByLabel("Edit the assistant turn").fill(text);
    await turn.getByRole("button", { name: "Save", exact: true }).click();
    return turn;
  };

  it("are text, and do nothing", async () => {
    const page = await playground.open("/chat");
    await answer(page, HOSTILE);
    // A long answer is several articles.
    const turn = page.getByRole("region", { name: "Conversation" });
    const harmless = async () => expect(await turn.locator("script, img, iframe, b").count()).toBe(0);
    // Of a long answer only what is in sight is in the page; on the way there heights may change.
    const goTo = (key: "Home" | "End", text: string) =>
      expect
        .poll(async () => {
          await turn.press(key);
          return turn.getByText(text).isVisible();
        }, PATIENCE)
        .toBe(true);
    await goTo("End", "deep");
    await harmless();
    await goTo("Home", "<script>window.harmed = 1</script>");
    await harmless();
    const links = await turn
      .locator("a")
      .evaluateAll((elements) => elements.map((each) => each.getAttribute("href")));
    expect(links).toEqual(["https://example.com/ok"]);
    // The whole text: innerText leaves out the blocks that lie outside the window and are not laid out.
    const words = await turn.textContent();
    expect(words).toContain("photo⟨U+202E⟩gpj.exe");
    expect(words).toContain("␛[31mred");
    expect(await page.evaluate(() => (window as { harmed?: number }).harmed)).toBeUndefined();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
  });

  it("run as a page only where they reach neither the network nor what frames them", async () => {
    // A page that is not watched: what the policy stops, which is the point here, counts as a problem there.
    const page = await (await playground.open("/chat")).context().newPage();
    await page.goto(`${playground.origin()}/chat`);
    const turn = await answer(page, ESCAPING);
    await turn.getByRole("button", { name: "Open the page" }).click();
    const out = page.frameLocator("iframe[title=Preview]").locator("#out");
    await expect.poll(() => out.innerText(), { timeout: 20_000 }).toContain("peer");
    const tried = JSON.parse(await out.innerText()) as Record<string, string>;
    expect(tried).toEqual({
      fetch: "refused",
      parent: "refused",
      storage: "refused",
      socket: "refused",
      image: "refused",
      peer: "refused",
    });
  });

  it("that are a patch are shown as changes and applied to the attached file", async () => {
    const page = await playground.open("/chat");
    await page.getByTestId("attach").setInputFiles({
      name: "greet.py",
      mimeType: "text/x-python",
      buffer: Buffer.from('def hello():\n    print("hello")\n'),
    });
    await page
      .getByText(/greet\.py/)
      .first()
      .waitFor();
    const turn = await answer(
      page,
      '*** Begin Patch\n*** Update File: app/greet.py\n def hello():\n-    print("hello")\n+    print("hi")\n*** End Patch',
    );
    await turn.getByRole("button", { name: "Show the changes" }).click();
    await turn.getByRole("button", { name: "Apply to greet.py" }).click();
    const saved = page.waitForEvent("download");
    await turn.getByRole("button", { name: "Download" }).click();
    const stream = await (await saved).createReadStream();
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('def hello():\n    print("hi")\n');
    await turn.getByRole("button", { name: "Attach to the next message" }).click();
    await page.getByRole("list", { name: "Attached files" }).getByText("greet.py").waitFor();
  });
});
