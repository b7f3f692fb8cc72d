const HIGH_SURROGATE = /[\ud800-\udbff]/;

/** Cuts a text to a maximum length in UTF-16 code units, without half of a surrogate pair at the end. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return text.slice(0, HIGH_SURROGATE.test(text[max - 1] ?? '') ? max - 1 : max);
}
