/**
 * Immutable state of a scan for thoughts at the start of a reply. When the reply grows, `scanThoughts` continues from
 * it and reads only the new part.
 */
export interface ThoughtScan {
  /** Index at which the visible text begins; null while it is unknown, because no visible text has arrived. */
  readonly start: number | null;
  readonly at: number;
  /** Index at which the white space after `at` ends so far. */
  readonly blanksEnd: number;
  readonly isInside: boolean;
}

/** The scan before the first character. */
export const NO_THOUGHTS_READ: ThoughtScan = { start: null, at: 0, blanksEnd: 0, isInside: false };

const SPACE = /\s*/y;
const OPEN = /<(?:think|thinking|reasoning|thought)>|◁think▷/iy;
const CLOSE = /<\/(?:think|thinking|reasoning|thought)>|◁\/think▷/gi;
const OPEN_TAGS = ['<think>', '<thinking>', '<reasoning>', '<thought>', '◁think▷'];
const MAX_TAG_LENGTH = '</reasoning>'.length;
const CLOSE_OF_LINE = /<\/think(?:ing)?>[ \t]*\r?\n\s*(?=\S)/i;

/**
 * Continues a scan in a reply that may have grown since, and reads only the new part. Some models write thoughts in
 * `<think>` or a similar tag before they answer. Such tags count only at the start of a reply; later they are prose.
 * @param onThought called with the start and the end of each thought, or of its new part
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
      const end = close?.index ?? Math.max(at, text.length - MAX_TAG_LENGTH);
      onThought?.(at, end);
      if (!close) return { start: null, at: end, blanksEnd: end, isInside };
      at = CLOSE.lastIndex;
      isInside = false;
    }
    SPACE.lastIndex = Math.max(at, scan.blanksEnd);
    SPACE.test(text);
    OPEN.lastIndex = SPACE.lastIndex;
    if (OPEN.test(text)) {
      at = OPEN.lastIndex;
      isInside = true;
    } else {
      const rest = text.slice(SPACE.lastIndex, SPACE.lastIndex + MAX_TAG_LENGTH).toLowerCase();
      const isUnknown = OPEN_TAGS.some((tag) => tag.startsWith(rest));
      const blanksEnd = SPACE.lastIndex;
      return { start: isUnknown ? null : at === 0 ? 0 : blanksEnd, at, blanksEnd, isInside };
    }
  }
}

/** Thoughts without an opening tag: the index of their end, and the index at which the visible text begins. */
interface UntaggedThoughts {
  readonly end: number;
  readonly start: number;
}

/**
 * Finds thoughts that end with `</think>` but have no opening tag: with some models, that tag is in the prompt. A
 * closing tag ends thoughts only at the end of its line and outside of code; elsewhere it is prose. Returns null if
 * there are no such thoughts.
 */
export function thoughtsWithoutTag(text: string): UntaggedThoughts | null {
  const close = CLOSE_OF_LINE.exec(text);
  if (!close) return null;
  const thoughts = text.slice(0, close.index);
  const isInCode = thoughts.split('```').length % 2 === 0;
  return isInCode || /<\/?think/i.test(thoughts)
    ? null
    : { end: close.index, start: close.index + close[0].length };
}

/** Returns the visible text of a complete reply: without the thoughts at its start, even if their tag is not closed. */
export function visibleText(text: string): string {
  const untagged = thoughtsWithoutTag(text);
  if (untagged) return text.slice(untagged.start);
  const { start, at, isInside } = scanThoughts(text, NO_THOUGHTS_READ);
  if (isInside) return '';
  return start === null && at > 0 ? text.slice(at).trimStart() : text.slice(start ?? 0);
}
