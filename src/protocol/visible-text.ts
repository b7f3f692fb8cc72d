/** How far the start of a reply is read for thoughts. A value, so that a reply which grows is read once. */
export interface ThoughtScan {
  /** Where the text begins that people are shown; null while that is not known, since nothing of it has come. */
  readonly start: number | null;
  readonly at: number;
  /** Where the blanks that follow `at` end, as far as they have come. */
  readonly blanksEnd: number;
  readonly isInside: boolean;
}

/** Before the first character. */
export const NO_THOUGHTS_READ: ThoughtScan = { start: null, at: 0, blanksEnd: 0, isInside: false };

const SPACE = /\s*/y;
const OPEN = /<(?:think|thinking|reasoning|thought)>|◁think▷/iy;
const CLOSE = /<\/(?:think|thinking|reasoning|thought)>|◁\/think▷/gi;
const OPEN_TAGS = ['<think>', '<thinking>', '<reasoning>', '<thought>', '◁think▷'];
const LONGEST_TAG = '</reasoning>'.length;
const CLOSE_OF_LINE = /<\/think(?:ing)?>[ \t]*\r?\n\s*(?=\S)/i;

/**
 * Reads on where `scan` ended, in a reply that may have grown since: only what is new. Some models think aloud in
 * `<think>` or another tag before they answer. That counts at the start of a reply alone: later it is prose about it.
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
      const rest = text.slice(SPACE.lastIndex, SPACE.lastIndex + LONGEST_TAG).toLowerCase();
      const isUnknown = OPEN_TAGS.some((tag) => tag.startsWith(rest));
      const blanksEnd = SPACE.lastIndex;
      return { start: isUnknown ? null : at === 0 ? 0 : blanksEnd, at, blanksEnd, isInside };
    }
  }
}

/** Where thoughts end that no tag opens, and where the text begins that people are shown. */
interface UntaggedThoughts {
  readonly end: number;
  readonly start: number;
}

/**
 * The thoughts that `</think>` ends though no tag began them: with some models the opening tag is in the prompt. Only a
 * tag that ends its line, and stands in no code, ends thoughts: any other is prose about it. Null where there are none.
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

/** The text of a complete reply as people are shown it: without the thoughts that it begins with, closed or not. */
export function visibleText(text: string): string {
  const untagged = thoughtsWithoutTag(text);
  if (untagged) return text.slice(untagged.start);
  const { start, at, isInside } = scanThoughts(text, NO_THOUGHTS_READ);
  if (isInside) return '';
  return start === null && at > 0 ? text.slice(at).trimStart() : text.slice(start ?? 0);
}
