import { LONGEST_MARKUP, mayBeMarkup } from './block-syntax.ts';

/** How a fence begins. */
export interface Fence {
  /** What closes it: as many or more. */
  readonly marker: string;
  readonly language: string | null;
}

const FENCE = /^(?:`{3,}|~{3,})/;
const BACKSLASH_ESCAPE = /\\([!-/:-@[-`{-~])/g;

/** So many fences are looked for in each other. */
const DEEPEST = 20;
/** Languages in whose code fences are expected. */
const MARKDOWN = /^(?:markdown|md|mdx|mkd)$/i;
/** A fence that names a language and nothing else: it opens, since one that closes names none. */
const OPENING = /^[`~]{3,}[ \t]*[\w+#.-]+[ \t]*$/;

/** Recognises the line that opens a fence. https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
export function readFence(content: string): Fence | null {
  const [marker] = mayBeMarkup(content) ? (FENCE.exec(content) ?? []) : [];
  if (marker === undefined) return null;
  const info = content.slice(marker.length);
  if (marker.startsWith('`') && info.includes('`')) return null;
  const [word = ''] = info.trim().split(/\s/);
  return { marker, language: word === '' ? null : word.replace(BACKSLASH_ESCAPE, '$1') };
}

/** Whether a line closes a fence that was opened by `marker`. */
function closesFence(content: string, marker: string): boolean {
  const end = content.trimEnd();
  return (
    end.length <= LONGEST_MARKUP && end.length >= marker.length && end === marker.charAt(0).repeat(end.length)
  );
}

/**
 * Reads a line of code for the fences in it. CommonMark closes a block at the first fence that is as long as its own,
 * but models often put code into a `markdown` block without making the outer fence longer. There, a fence that names a
 * language opens an inner block, which the next bare fence closes.
 * @param outer the fence of the block
 * @param inner the fences that are open in it, outermost first
 * @returns those that are open after this line; null if it closes the block
 */
export function readInnerFence(
  content: string,
  outer: Fence,
  inner: readonly Fence[],
): readonly Fence[] | null {
  const innermost = inner.at(-1) ?? outer;
  if (closesFence(content, innermost.marker)) return inner.length === 0 ? null : inner.slice(0, -1);
  if (inner.length >= DEEPEST || !MARKDOWN.test(innermost.language ?? '') || !OPENING.test(content))
    return inner;
  const fence = readFence(content);
  const couldClose = fence !== null && closesFence(fence.marker, outer.marker);
  return couldClose ? [...inner, fence] : inner;
}
