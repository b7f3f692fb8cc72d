/** Returns the words of a search, each once. */
export function searchWords(text: string): string[] {
  return [...new Set(text.split(/[\s\p{Cc}]+/u).filter(Boolean))];
}
