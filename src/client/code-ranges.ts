/** The start and the end of a part of a text, in UTF-16 code units. */
export type Range = readonly [from: number, to: number];

const FENCE = /^[\s>]*(`{3,}|~{3,})/;
const BACKTICKS = /`+/g;

/**
 * Returns the parts of a markdown text that are code: fenced blocks, and code spans within a line. The rest of a block
 * without a closing fence is code. Ascending.
 */
export function codeRanges(text: string): Range[] {
  const ranges: Range[] = [];
  let fence: { marks: string; from: number } | null = null;
  let at = 0;
  for (const line of text.split('\n')) {
    const marks = FENCE.exec(line)?.[1] ?? null;
    if (fence) {
      if (marks?.startsWith(fence.marks)) {
        ranges.push([fence.from, at + line.length]);
        fence = null;
      }
    } else if (marks !== null) fence = { marks, from: at };
    else for (const [from, to] of codeSpans(line)) ranges.push([at + from, at + to]);
    at += line.length + 1;
  }
  if (fence) ranges.push([fence.from, text.length]);
  return ranges;
}

/** A code span ends with as many backticks as it begins with. */
function codeSpans(line: string): Range[] {
  const runs = [...line.matchAll(BACKTICKS)];
  const spans: Range[] = [];
  for (let open = 0; open < runs.length; open++) {
    const [marks] = runs[open]!;
    let close = open + 1;
    while (close < runs.length && runs[close]![0] !== marks) close++;
    if (close === runs.length) continue;
    spans.push([runs[open]!.index, runs[close]!.index + marks.length]);
    open = close;
  }
  return spans;
}
