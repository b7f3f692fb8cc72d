import type { StateInline } from 'markdown-it';
import { isLikelyEmphasis, OBJECT } from './likely-emphasis.ts';

type Delimiter = StateInline['delimiters'][number];

/** Adjacent marks of one kind without a closer. */
interface Run {
  readonly marks: readonly Delimiter[];
  readonly text: string;
}

/** Maximum length of the considered text before and after marks, in characters. */
const MAX_BEFORE = 100;
const MAX_AFTER = 300;

/**
 * A rule of markdown-it that closes emphasis that is open at the end of a growing text. The rule runs after markdown-it
 * has paired the marks, and before markdown-it turns the pairs into elements.
 */
export function closeUnclosedEmphasis(state: StateInline): void {
  const { delimiters } = state;
  const tail = tailOf(state);
  unpairPartialCloser(delimiters, tail);
  const runs = lastOpenRuns(state, tail).filter(({ marks, text }) =>
    isLikelyEmphasis(textBefore(state, marks[0]!.token), text, textAfter(state, marks.at(-1)!.token + 1)),
  );
  const marks = runs.flatMap((run) => run.marks);
  if (runs.some((run) => mayClose(delimiters.slice(tail), run))) hide(state, tail);
  if (runs.some(({ text }) => text === '~~')) hideHalfCloser(state);
  for (const mark of marks.toReversed()) close(state, mark);
}

function close(state: StateInline, mark: Delimiter): void {
  state.push('text', '', 0);
  mark.end = state.delimiters.length;
  const token = state.tokens.length - 1;
  state.delimiters.push({ marker: mark.marker, length: 0, token, end: -1, open: false, close: true });
}

/** Returns the index of the first delimiter of the run that ends the text. */
function tailOf({ delimiters, tokens }: StateInline): number {
  let tail = delimiters.length;
  let token = tokens.length - 1;
  while (
    tail > 0 &&
    delimiters[tail - 1]!.token === token &&
    isSameRun(delimiters, tail, delimiters.length)
  ) {
    tail -= 1;
    token -= 1;
  }
  return tail;
}

function isSameRun(delimiters: readonly Delimiter[], tail: number, end: number): boolean {
  return tail === end || delimiters[tail - 1]!.marker === delimiters[tail]!.marker;
}

/**
 * Separates pairs whose closer may still grow. For example, `**bold*` may become `**bold**`, so it is not `*` and an
 * italic word.
 */
function unpairPartialCloser(delimiters: readonly Delimiter[], tail: number): void {
  const length = delimiters.length - tail;
  for (const opener of delimiters) if (opener.end >= tail && opener.length > length) opener.end = -1;
}

/** Whether the last marks of the text may grow into the closer of a run. */
function mayClose(last: readonly Delimiter[], { marks }: Run): boolean {
  const [first] = last;
  return (
    first !== undefined && first.close && first.marker === marks[0]?.marker && last.length < marks.length
  );
}

/**
 * Returns the open runs, from the outermost inwards, at most one of each kind. If the same marks occur again, the
 * earlier run is left out. Marks inside a pair are also left out, because elements cannot overlap.
 */
function lastOpenRuns(state: StateInline, tail: number): Run[] {
  const { delimiters, tokens } = state;
  const runs = new Map<string, Run>();
  let coveredTo = -1;
  let marks: Delimiter[] = [];
  for (let index = 0; index < tail; index++) {
    const mark = delimiters[index]!;
    if (mark.end > index) coveredTo = Math.max(coveredTo, mark.end);
    if (!mark.open || mark.end !== -1 || index <= coveredTo) continue;
    const last = marks.at(-1);
    const isAdjacent = last?.marker === mark.marker && last.token === mark.token - 1;
    if (isAdjacent) marks.push(mark);
    else marks = [mark];
    const next = delimiters[index + 1];
    if (index + 1 < tail && next?.marker === mark.marker && next.token === mark.token + 1 && next.end === -1)
      continue;
    const text = marks.map(({ token }) => tokens[token]!.content).join('');
    runs.delete(text);
    runs.set(text, { marks, text });
  }
  return [...runs.values()];
}

/** Hides an incomplete closer. */
function hide({ delimiters, tokens }: StateInline, from: number): void {
  for (const { token } of delimiters.slice(from)) tokens[token]!.content = '';
}

/** Hides the first `~` of a closer. */
function hideHalfCloser({ tokens }: StateInline): void {
  const last = tokens.at(-1);
  if (last?.type === 'text' && /[^~\s]~$/.test(last.content)) last.content = last.content.slice(0, -1);
}

function textBefore(state: StateInline, token: number): string {
  let text = '';
  for (let at = token - 1; at >= 0 && text.length < MAX_BEFORE; at--) text = textOf(state, at) + text;
  return text.slice(-MAX_BEFORE);
}

function textAfter(state: StateInline, token: number): string {
  let text = '';
  for (let at = token; at < state.tokens.length && text.length < MAX_AFTER; at++) text += textOf(state, at);
  return text.slice(0, MAX_AFTER);
}

function textOf({ tokens }: StateInline, index: number): string {
  const token = tokens[index]!;
  if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
  const isText = token.type === 'text' || token.type === 'text_special' || token.type === 'link_close';
  return isText ? token.content : OBJECT;
}
