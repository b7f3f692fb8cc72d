import { graphemes } from './graphemes.ts';

const MAX_LENGTH = 60;

/**
 * Returns a thread's title: the first line of its first message. A long line is cut after a word if it has a space,
 * else after a character.
 */
export function titleFromMessage(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= MAX_LENGTH) return line;
  const room = MAX_LENGTH - 1; // for the ellipsis
  const lastSpace = line.lastIndexOf(' ', room);
  const cut = lastSpace > 0 ? line.slice(0, lastSpace) : cutAfterCharacter(line, room);
  return `${cut.trimEnd()}…`;
}

/** Cuts a text to a maximum length, after a whole character. */
function cutAfterCharacter(text: string, maxLength: number): string {
  let kept = '';
  for (const character of graphemes(text)) {
    if (kept.length + character.length > maxLength) break;
    kept += character;
  }
  return kept;
}
