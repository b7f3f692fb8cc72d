const HIGH_SURROGATE = /[\ud800-\udbff]/;

/** As much of a text as fits, in UTF-16 code units, without half of a surrogate pair at its end. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, HIGH_SURROGATE.test(text[most - 1] ?? '') ? most - 1 : most);
}
