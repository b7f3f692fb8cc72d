import MarkdownIt, { type StateInline } from 'markdown-it';
import { addProseSyntax } from '../../../client/prose-syntax.ts';
import { readUnclosedCode } from './unclosed-code.ts';
import { readUnclosedLink } from './unclosed-link.ts';
import { closeUnclosedEmphasis } from './unclosed-emphasis.ts';
import { readMaths } from '../maths/inline-maths-rule.ts';

/** The data that inline rules can look up while they parse a text. */
export interface InlineEnvironment {
  /** Link targets by normalised label. */
  references: Record<string, { href: string; title: string } | undefined>;
  isFootnote: (label: string) => boolean;
  /** Not null while more text may follow: some rules then parse incomplete syntax. Null if the text is complete. */
  open: {
    /** The position of the `]` of a link whose address is incomplete; -1 if there is none. */
    readonly linkLabelEnd: number;
  } | null;
}

const BREAK = /<br[ \t]*\/?>/iy;
/**
 * Matches a reference to a footnote. A label contains no brackets: otherwise, each of many unclosed brackets would be
 * searched to the end of the text.
 */
const FOOTNOTE = /\[\^([^[\]\s]+)\]/y;

/**
 * Parses inline syntax; `append-markdown.ts` parses blocks. Addresses with a scheme and mail addresses become links.
 * The only HTML that is parsed is `<br>`, which tables need. All other HTML is text.
 */
export const inlineSyntax = new MarkdownIt({ html: false, linkify: true });

addProseSyntax(inlineSyntax);
// The safety of an address is checked when its link is rendered. This check only tests whether a text looks like an
// address: `table[i](row)` is code.
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
  return consume(state, match);
}

function readLineBreak(state: StateInline, silent: boolean): boolean {
  const match = matchHere(BREAK, state);
  if (!match) return false;
  if (!silent) state.push('hardbreak', 'br', 0);
  return consume(state, match);
}

function matchHere(pattern: RegExp, state: StateInline): RegExpExecArray | null {
  pattern.lastIndex = state.pos;
  return pattern.exec(state.src);
}

function consume(state: StateInline, match: RegExpExecArray): true {
  state.pos += match[0].length;
  return true;
}
