/**
 * Whether a text begins with another. V8 compares two whole strings as blocks of memory, but `startsWith` goes
 * character by character.
 */
export function beginsWith(text: string, start: string): boolean {
  return text.slice(0, start.length) === start;
}
