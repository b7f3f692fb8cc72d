/** JSON's white space outside of strings, and its strings. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[ \t\n\r]+/g;

/** Characters that are not visible, or that change the order of others. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * Returns JSON with line breaks for a person who decides on it. If the text would then differ in more than white space,
 * such as a rounded number or a repeated key, it is returned as it is. Hidden characters are shown as escapes.
 */
export function exactJson(text: string): string {
  return withLineBreaks(text).replaceAll(HIDDEN, (character) =>
    character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`,
  );
}

function withLineBreaks(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const compact = text.replaceAll(TOKENS, (token) => (token.startsWith('"') ? token : ''));
    return JSON.stringify(value) === compact ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}
