import { closesFence, readFence, type Fence } from './block-syntax.ts';

/** So many fences are looked for in each other. */
const DEEPEST = 20;
/** Languages in whose code fences are expected. */
const MARKDOWN = /^(?:markdown|md|mdx|mkd)$/i;
/** A fence that names a language and nothing else: it opens, since one that closes names none. */
const OPENING = /^[`~]{3,}[ \t]*[\w+#.-]+[ \t]*$/;

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
