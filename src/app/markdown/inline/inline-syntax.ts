import MarkdownIt, { type StateInline } from 'markdown-it';
import { addProseSyntax } from '../../../client/prose-syntax.ts';
import { readUnclosedCode } from './unclosed-code.ts';
import { readUnclosedLink } from './unclosed-link.ts';
import { closeUnclosedEmphasis } from './unclosed-emphasis.ts';
import { readMaths } from '../maths/inline-maths-rule.ts';

/** What inline syntax may refer to while it is read. */
export interface InlineEnvironment {
  /** By normalised label. */
  references: Record<string, { href: string; title: string } | undefined>;
  isFootnote: (label: string) => boolean;
  /** What is read differently where more text may follow; null if the text is complete. */
  open: {
    /** Where the `]` of a link stands whose address has come in part; -1 if there is none. */
    readonly linkLabelEnd: number;
  } | null;
}

const BREAK = /<br[ \t]*\/?>/iy;
/** A bracket in a label ends the search: each of many would be looked for the end of all others. */
const FOOTNOTE = /\[\^([^[\]\s]+)\]/y;

/**
 * Reads inline syntax; blocks are read by `read-markdown.ts`. Links are made of addresses that say their
 * scheme, and of mail addresses. Of HTML there is `<br>`, which tables need; all other is text.
 */
export const inlineSyntax = new MarkdownIt({ html: false, linkify: true });

addProseSyntax(inlineSyntax);
// Where a link may lead is decided where it is shown. Here it counts whether it looks like an address at all: the
// brackets of `table[i](row)` are those of code.
inlineSyntax.validateLink = (address) => address === '' || /[:/.#?@%]/.test(address);

const rules = inlineSyntax.inline.ruler;
rules.before('escape', 'maths', (state, silent) => readMaths(state, silent, openOf(state) !== null));
rules.after('image', 'footnote_call', readFootnoteCall);
rules.before('autolink', 'line_break', readLineBreak);
rules.before(
  'backticks',
  'open_code',
  (state, silent) => openOf(state) !== null && readUnclosedCode(state, silent),
);
rules.after('image', 'open_link', (state, silent) => {
  const open = openOf(state);
  return open !== null && open.linkLabelEnd >= 0 && readUnclosedLink(state, silent, open.linkLabelEnd);
});
inlineSyntax.inline.ruler2.after('balance_pairs', 'open_marks', (state) => {
  if (openOf(state)) closeUnclosedEmphasis(state);
  return false;
});

function openOf(state: StateInline): InlineEnvironment['open'] {
  return (state.env as InlineEnvironment).open;
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
