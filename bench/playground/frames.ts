import type { Page } from "playwright-core";

/** What a page's frames were like, in milliseconds. */
export interface Frames {
  /** The longest time between two frames. */
  readonly worst: number;
  readonly median: number;
  /** Frames that came more than 100 ms after the one before. */
  readonly dropped: number;
  /** The longest task of the page's main thread; 0 where none took 50 ms. */
  readonly longestTask: number;
}

interface Recording {
  gaps: number[];
  tasks: number[];
}

/** What the page has that this program's own types do not know. */
type Recorded = typeof globalThis & {
  recording?: Recording;
  requestAnimationFrame(callback: (now: number) => void): number;
};

/** Runs in the page before its scripts do. */
export function recordFrames(): void {
  const page = globalThis as Recorded;
  const recording: Recording = { gaps: [], tasks: [] };
  page.recording = recording;
  let before = performance.now();
  const onFrame = (now: number) => {
    recording.gaps.push(now - before);
    before = now;
    page.requestAnimationFrame(onFrame);
  };
  page.requestAnimationFrame(onFrame);
  new PerformanceObserver((list) => {
    recording.tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask" as "function" });
}

/** Forgets the frames so far. */
export async function startFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { recording } = globalThis as Recorded;
    if (recording) Object.assign(recording, { gaps: [], tasks: [] });
  });
}

/** The frames since they were started. */
export async function endFrames(page: Page): Promise<Frames> {
  const { gaps, tasks } = await page.evaluate(() => {
    const { recording } = globalThis as Recorded;
    if (recording === undefined) throw new Error("the page does not record its frames");
    return recording;
  });
  const sorted = gaps.toSorted((a, b) => a - b);
  return {
    worst: sorted.at(-1) ?? 0,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    dropped: gaps.filter((gap) => gap > 100).length,
    longestTask: Math.max(0, ...tasks),
  };
}
