import type { StateInline } from 'markdown-it';

/**
 * The cache of markdown-it's own rule. `backticks` maps the length of a run to the position of the last run of this
 * length.
 */
interface Backticks {
  readonly backticks: Readonly<Record<number, number | undefined>>;
  readonly backticksScanned: boolean;
}

const BACKTICK = '`';
/** Maximum number of backticks that open code. */
const MAX_LENGTH = 3;
/** Matches a letter or a digit before a backtick. Such a backtick is a quotation mark or a closer. */
const WORD_BEFORE = /[\p{Lu}\p{Ll}\p{Lt}\p{N}]$/u;

/**
 * A rule of markdown-it for code without a closing backtick, at the end of a line that may grow. A backtick in a word or before
 * a space stays as written.
 */
export function readUnclosedCode(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (silent || src.charAt(pos) !== BACKTICK || state.posMax < src.length) return false;
  let start = pos;
  while (src.charAt(start) === BACKTICK) start += 1;
  const marker = src.slice(pos, start);
  if (
    marker.length > MAX_LENGTH ||
    !/\S/.test(src.charAt(start)) ||
    WORD_BEFORE.test(src.slice(Math.max(0, pos - 2), pos))
  )
    return false;
  if (isClosed(state, marker, start) || src.indexOf('\n', start) >= 0) return false;
  const code = src.slice(start);
  const partial = /`{0,3}$/.exec(code.slice(-MAX_LENGTH))?.[0].length ?? 0;
  const token = state.push('code_inline', 'code', 0);
  token.markup = marker;
  token.content = code.slice(0, code.length - partial);
  state.pos = state.posMax;
  return true;
}

function isClosed(state: StateInline, marker: string, from: number): boolean {
  const { backticks, backticksScanned } = state as StateInline & Backticks;
  if (backticksScanned && (backticks[marker.length] ?? 0) < from) return false;
  for (let at = state.src.indexOf(BACKTICK, from); at >= 0;) {
    let end = at;
    while (state.src.charAt(end) === BACKTICK) end += 1;
    if (end - at === marker.length) return true;
    at = state.src.indexOf(BACKTICK, end);
  }
  return false;
}
