import type { StateInline } from 'markdown-it';
import { readMathsAt } from './read-formula.ts';

/** Matches the end of a text that may become a delimiter. This end is hidden until the next character is known. */
const PARTIAL_DELIMITER = /^\\[([]?$/;
const LINE_END = /[ \t]*\n[ \t]*/y;

/**
 * A rule of markdown-it that turns a formula into a token `maths`. `content` is its TeX, and `markup` is the text as
 * written. `block` is true for a display formula; the line breaks around such a formula are removed.
 * @param live whether more text may be added. If so, the text from an unclosed formula to the end stays as written,
 * without emphasis.
 */
export function readMaths(state: StateInline, silent: boolean, live: boolean): boolean {
  const { src, pos, posMax } = state;
  const sign = src[pos];
  if (sign !== '$' && sign !== '\\') return false;
  if (live && posMax === src.length && PARTIAL_DELIMITER.test(src.slice(pos, pos + 3))) {
    state.pos = posMax;
    return true;
  }
  const formula = readMathsAt(src, pos, live);
  if (formula === null) return false;
  if (formula === 'pending') {
    if (posMax < src.length) return false;
    if (!silent) state.pending += src.slice(pos);
    state.pos = posMax;
    return true;
  }
  const { tex, isBlock, end } = formula;
  if (end > posMax) return false;
  if (!silent) {
    if (isBlock) dropBreak(state);
    const token = state.push('maths', '', 0);
    token.content = tex;
    token.block = isBlock;
    token.markup = src.slice(pos, end);
  }
  LINE_END.lastIndex = end;
  state.pos = isBlock && LINE_END.test(src) ? LINE_END.lastIndex : end;
  return true;
}

/** Removes a line break directly before the formula. */
function dropBreak(state: StateInline): void {
  if (state.pending.trim() !== '' || !state.tokens.at(-1)?.type.endsWith('break')) return;
  state.pending = '';
  state.tokens.pop();
  state.tokens_meta.pop();
}
