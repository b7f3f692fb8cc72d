/** How far the start of a reply is read for thoughts. A value, so that a reply which grows is read once. */
export interface ThoughtScan {
  /** Where the text begins that people are shown; null while that is not known, since nothing of it has come. */
  readonly start: number | null;
  readonly at: number;
  readonly isInside: boolean;
}

/** Before the first character. */
export const NO_THOUGHTS_READ: ThoughtScan = { start: null, at: 0, isInside: false };

const SPACE = /\s*/y;
const OPEN = /<think(?:ing)?>/iy;
const CLOSE = /<\/think(?:ing)?>/gi;
const LONGEST_TAG = '</thinking>'.length;

/**
 * Reads on where `scan` ended, in a reply that may have grown since: only what is new. Some models think aloud in
 * `<think>` or `<thinking>` before they answer. That counts at the start of a reply alone: later it is prose about it.
 * @param onThought called with where a thought, or the part of it that is new, begins and ends
 */
export function scanThoughts(
  text: string,
  scan: ThoughtScan,
  onThought?: (from: number, to: number) => void,
): ThoughtScan {
  let { at, isInside } = scan;
  if (scan.start !== null) return scan;
  for (;;) {
    if (isInside) {
      CLOSE.lastIndex = at;
      const close = CLOSE.exec(text);
      const end = close?.index ?? Math.max(at, text.length - LONGEST_TAG);
      onThought?.(at, end);
      if (!close) return { start: null, at: end, isInside };
      at = CLOSE.lastIndex;
      isInside = false;
    }
    SPACE.lastIndex = at;
    SPACE.test(text);
    OPEN.lastIndex = SPACE.lastIndex;
    if (OPEN.test(text)) {
      at = OPEN.lastIndex;
      isInside = true;
    } else {
      const rest = text.slice(SPACE.lastIndex, SPACE.lastIndex + LONGEST_TAG).toLowerCase();
      const isUnknown = '<think>'.startsWith(rest) || '<thinking>'.startsWith(rest);
      return { start: isUnknown ? null : at === 0 ? 0 : SPACE.lastIndex, at, isInside };
    }
  }
}

/** The text of a complete reply as people are shown it: without the thoughts that it begins with, closed or not. */
export function visibleText(text: string): string {
  const { start, at, isInside } = scanThoughts(text, NO_THOUGHTS_READ);
  if (isInside) return '';
  return start === null && at > 0 ? text.slice(at).trimStart() : text.slice(start ?? 0);
}
