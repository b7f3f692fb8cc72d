import { LONGEST_MARKUP, mayBeMarkup } from './block-syntax.ts';

/** The opening line of a fence. */
export interface Fence {
  /** The backticks or tildes. A line with at least as many of them closes the fence. */
  readonly marker: string;
  readonly language: string | null;
}

const FENCE = /^(?:`{3,}|~{3,})/;
const BACKSLASH_ESCAPE = /\\([!-/:-@[-`{-~])/g;

/** Maximum nesting depth of fences. */
const MAX_DEPTH = 20;
/** Languages whose code can contain fences. */
const MARKDOWN = /^(?:markdown|md|mdx|mkd)$/i;
/**
 * Matches a fence that is followed only by a language. Such a line opens a block, because closing fences have no
 * language.
 */
const OPENING = /^[`~]{3,}[ \t]*[\w+#.-]+[ \t]*$/;

/** Parses the opening line of a fence. https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
export function readFence(content: string): Fence | null {
  const [marker] = mayBeMarkup(content) ? (FENCE.exec(content) ?? []) : [];
  if (marker === undefined) return null;
  const info = content.slice(marker.length);
  if (marker.startsWith('`') && info.includes('`')) return null;
  const [word = ''] = info.trim().split(/\s/);
  return { marker, language: word === '' ? null : word.replace(BACKSLASH_ESCAPE, '$1') };
}

/** Whether a line closes the fence that `marker` opened. */
function closesFence(content: string, marker: string): boolean {
  const end = content.trimEnd();
  return (
    end.length <= LONGEST_MARKUP && end.length >= marker.length && end === marker.charAt(0).repeat(end.length)
  );
}

/**
 * Updates the open nested fences after a line of code. CommonMark closes a block at the first fence that is at least as
 * long as the opening fence. But models often put code into a `markdown` block without making the outer fence longer.
 * In such a block, a fence with a language opens an inner block, and the next fence without a language closes the inner
 * block.
 * @param outer the fence of the block
 * @param inner the open nested fences, outermost first
 * @returns the open nested fences after this line; null if the line closes the block
 */
export function readInnerFence(
  content: string,
  outer: Fence,
  inner: readonly Fence[],
): readonly Fence[] | null {
  const innermost = inner.at(-1) ?? outer;
  if (closesFence(content, innermost.marker)) return inner.length === 0 ? null : inner.slice(0, -1);
  if (inner.length >= MAX_DEPTH || !MARKDOWN.test(innermost.language ?? '') || !OPENING.test(content))
    return inner;
  const fence = readFence(content);
  const couldClose = fence !== null && closesFence(fence.marker, outer.marker);
  return couldClose ? [...inner, fence] : inner;
}
