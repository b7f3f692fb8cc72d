import { graphemes } from './graphemes.ts';

const LONGEST_TOPIC = 60;

/** The title of a thread, made from its first message: the first line, cut at a word, else at a character. */
export function threadTopic(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= LONGEST_TOPIC) return line;
  const room = LONGEST_TOPIC - 1; // for the ellipsis
  const lastSpace = line.lastIndexOf(' ', room);
  const cut = lastSpace > 0 ? line.slice(0, lastSpace) : wholeCharacters(line, room);
  return `${cut.trimEnd()}…`;
}

/** The beginning of a text, at most so long, without a part of a character. */
function wholeCharacters(text: string, longest: number): string {
  let kept = '';
  for (const character of graphemes(text)) {
    if (kept.length + character.length > longest) break;
    kept += character;
  }
  return kept;
}
