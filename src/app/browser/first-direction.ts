/** Matches a letter or a mark of right-to-left text. */
export const RTL =
  /[\u200F\u061C]|(?=\p{L})[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const STRONG = /[\u200E\u200F\u061C]|\p{L}/u;
/** Number of characters that are searched for the first letter. Text without one in them is left-to-right. */
const MAX_SCANNED = 1_000;

/**
 * The direction of a text in a field, by its first letter. `dir="auto"` is too slow: Chromium then scans all lines of the
 * field for each pasted line, which takes half a minute for a megabyte.
 */
export function firstDirection(text: string): 'ltr' | 'rtl' {
  const [first = ''] = STRONG.exec(text.slice(0, MAX_SCANNED)) ?? [];
  return RTL.test(first) ? 'rtl' : 'ltr';
}
