const LONGEST_TOPIC = 60;

/** The title of a thread, made from its first message: the first line, cut at a word. */
export function threadTopic(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= LONGEST_TOPIC) return line;
  const cut = line.slice(0, LONGEST_TOPIC); // with its ellipsis one short of the limit
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > 0 ? cut.slice(0, lastSpace) : cut.slice(0, -1)).trimEnd()}…`;
}
