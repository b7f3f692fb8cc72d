import MarkdownIt, { type StateInline } from 'markdown-it';

/** What inline syntax may refer to while it is read. */
export interface InlineEnvironment {
  /** By normalised label. */
  references: Record<string, { href: string; title: string } | undefined>;
  isFootnote: (label: string) => boolean;
}

const BREAK = /<br[ \t]*\/?>/iy;
const FOOTNOTE = /\[\^([^\]\s]+)\]/y;
/** A sum of money is no formula: what a `$` opens begins at once, and no digit comes after what closes it. */
const MATHS =
  /\$\$([^$]+)\$\$|\\\(([^]{1,2000}?)\\\)|\$(?![\s$])((?:[^$\\\n]|\\[^])*?[^\s\\$]|[^\s\\$])\$(?![\d$])/y;

/**
 * Reads inline syntax; blocks are read by `read-markdown.ts`. Links are made of addresses that say their
 * scheme, and of mail addresses. Of HTML there is `<br>`, which tables need; all other is text.
 */
export const inlineSyntax = new MarkdownIt({ html: false, linkify: true });

inlineSyntax.linkify.set({ fuzzyLink: false, fuzzyEmail: true });
// Where a link may lead is decided where it is shown; it is a link in any case.
inlineSyntax.validateLink = () => true;

const rules = inlineSyntax.inline.ruler;
rules.before('escape', 'maths', readMaths);
rules.after('image', 'footnote_call', readFootnoteCall);
rules.before('autolink', 'line_break', readLineBreak);

function readMaths(state: StateInline, silent: boolean): boolean {
  const match = matchHere(MATHS, state);
  if (!match) return false;
  if (!silent) {
    const token = state.push('maths', '', 0);
    token.content = match[1] ?? match[2] ?? match[3] ?? '';
    token.markup = match[1] === undefined ? '$' : '$$';
  }
  return take(state, match);
}

function readFootnoteCall(state: StateInline, silent: boolean): boolean {
  const match = matchHere(FOOTNOTE, state);
  const label = match?.[1];
  if (!match || label === undefined || !(state.env as InlineEnvironment).isFootnote(label)) return false;
  if (!silent) state.push('footnote_call', '', 0).content = label;
  return take(state, match);
}

function readLineBreak(state: StateInline, silent: boolean): boolean {
  const match = matchHere(BREAK, state);
  if (!match) return false;
  if (!silent) state.push('hardbreak', 'br', 0);
  return take(state, match);
}

function matchHere(pattern: RegExp, state: StateInline): RegExpExecArray | null {
  pattern.lastIndex = state.pos;
  return pattern.exec(state.src);
}

function take(state: StateInline, match: RegExpExecArray): true {
  state.pos += match[0].length;
  return true;
}
