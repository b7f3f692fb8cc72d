import wrapAnsi from 'wrap-ansi';

/** The lines of a text, each at most so many cells wide; a word that is wider is broken. */
export function wrap(text: string, width: number): string[] {
  return wrapAnsi(text, Math.max(1, width), { hard: true })
    .split('\n')
    .map((line) => line.trimEnd());
}
