/**
 * Marks, embeddings, overrides and isolates of bidirectional text:
 * https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Removes direction marks from a name or a title: they would change the direction of the text around it. Letters of
 * right-to-left scripts do not need such marks.
 */
export function stripDirectionMarks(text: string): string {
  return text.replace(DIRECTION_MARKS, '');
}
