const LONGEST_TOPIC = 60;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The title of a thread, made from its first message: the first line, cut at a word, else at a character. */
export function threadTopic(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= LONGEST_TOPIC) return line;
  const room = LONGEST_TOPIC - 1; // for the ellipsis
  const lastSpace = line.lastIndexOf(' ', room);
  // A character as a person sees it may be many in the string, an emoji and its modifiers for one.
  const end = lastSpace > 0 ? lastSpace : (graphemes.segment(line).containing(room)?.index ?? room);
  return `${line.slice(0, end).trimEnd()}…`;
}
