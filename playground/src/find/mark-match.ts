import "./marks.css";

const ALL = "found";
const CURRENT = "found-current";

/**
 * Marks a text wherever a row shows it, one place of it more than the others, and scrolls the boxes
 * around that place until it is in sight. What is marked is not changed.
 */
export function markMatch(row: Element, sought: string, ordinal: number): void {
  const ranges = rangesOf(row, sought.toLowerCase());
  const current = ranges[Math.min(ordinal, ranges.length - 1)];
  clearMarks();
  if (current === undefined) return;
  CSS.highlights?.set(ALL, new Highlight(...ranges));
  CSS.highlights?.set(CURRENT, new Highlight(current));
  for (let box = current.startContainer.parentElement; box !== null; box = box.parentElement) {
    if (box.scrollHeight <= box.clientHeight || !/auto|scroll/.test(getComputedStyle(box).overflowY))
      continue;
    const place = current.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      box.scrollTop += place.top - frame.top - frame.height / 2;
    }
  }
}

export function clearMarks(): void {
  CSS.highlights?.delete(ALL);
  CSS.highlights?.delete(CURRENT);
}

function rangesOf(root: Element, needle: string): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.nodeValue ?? "").toLowerCase();
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      ranges.push(range);
    }
  }
  return ranges;
}
