/** Marks, embeddings, overrides and isolates of bidirectional text: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A name or a title without what would turn the text around it, which it stands in one line with. Letters of
 * right-to-left scripts run from right to left by themselves.
 */
export function stripDirectionMarks(text: string): string {
  return text.replace(DIRECTION_MARKS, '');
}
