import { type RefObject, useEffect, useRef, useState } from "react";
import type { VListHandle } from "virtua";
import type { LiveText } from "../answer/live-text.ts";

/** Pixels from the end within which the list follows what is added there. */
const NEAR_END = 120;

export interface Following {
  /** Whether the end is out of sight. */
  readonly away: boolean;
  readonly toEnd: () => void;
  /** Stops following: somebody looks at another place. */
  readonly stay: () => void;
  /** For the list's element. */
  readonly listeners: {
    readonly onScroll: (offset: number) => void;
    readonly onWheel: () => void;
    readonly onTouchMove: () => void;
    readonly onKeyDown: () => void;
    readonly onPointerDown: () => void;
  };
}

/**
 * Keeps the end of a list in sight while it grows, until somebody scrolls away from it. Only what a
 * person does counts as scrolling away: a list that grows fast is away from its end by itself.
 */
export function useFollowing(
  list: RefObject<VListHandle | null>,
  turns: number,
  rows: number,
  live: LiveText | undefined,
): Following {
  const following = useRef(true);
  const touched = useRef(false);
  const [away, setAway] = useState(false);

  const toEnd = () => {
    following.current = true;
    list.current?.scrollToIndex(rows - 1, { align: "end" });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is what somebody just asked for: it comes into sight.
  useEffect(() => {
    if (turns > 0) toEnd();
  }, [turns]);

  useEffect(() => {
    if (live === undefined) return;
    // After what has changed in this frame has been laid out.
    const follow = () =>
      requestAnimationFrame(() => {
        const handle = list.current;
        if (following.current && handle) handle.scrollTo(handle.scrollSize);
      });
    const unsubscribe = live.subscribe(follow);
    return () => {
      unsubscribe();
      // With its end come the answer's figures.
      follow();
    };
  }, [list, live]);

  const touch = () => {
    touched.current = true;
  };
  return {
    away,
    toEnd,
    stay: () => {
      following.current = false;
    },
    listeners: {
      onScroll: (offset) => {
        const handle = list.current;
        if (!handle) return;
        const near = offset + handle.viewportSize > handle.scrollSize - NEAR_END;
        if (near) following.current = true;
        else if (touched.current) following.current = false;
        touched.current &&= !near;
        setAway(!near && !following.current);
      },
      onWheel: touch,
      onTouchMove: touch,
      onKeyDown: touch,
      onPointerDown: touch,
    },
  };
}
