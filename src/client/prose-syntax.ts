import type MarkdownIt from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { findMailAddresses } from './mail-addresses.ts';
import { webAddressEnd } from './web-address.ts';

type Linkify = MarkdownIt['linkify'];
type LinkMatch = NonNullable<ReturnType<Linkify['match']>>[number];

const ALPHANUMERIC = /[a-z0-9)\]]/i;
const DIGIT = /[0-9]/;
/** Special names of Python, such as `__init__`. They are not parsed as bold text. */
const DUNDER =
  /__(?:a?(?:enter|exit|iter|next)|abs|add|all|and|annotations|author|await|bool|builtins|bytes|call|class|code|contains|copy|deepcopy|defaults|del|delattr|delete|delitem|dict|dir|doc|eq|file|float|floordiv|format|future|ge|get|getattr|getattribute|getitem|getstate|globals|gt|hash|iadd|import|index|init|init_subclass|instancecheck|int|invert|le|len|lt|main|matmul|missing|mod|module|mro|mul|name|ne|neg|new|next|or|package|path|pos|post_init|pow|pycache|qualname|radd|reduce|repr|reversed|round|set|set_name|setattr|setitem|setstate|sizeof|slots|spec|str|sub|subclasses|truediv|version|weakref|wrapped|xor)__(?![a-z0-9_])/y;

/**
 * Extends markdown-it for prose, in the browser and in the terminal. Emphasis works next to Chinese, Japanese and
 * Korean text. Operators such as `**` in `x**2` are not emphasis. Web addresses end where the sentence continues.
 */
export function addProseSyntax(markdown: MarkdownIt): void {
  cjkFriendly(markdown);
  markdown.inline.State = class extends markdown.inline.State {
    override scanDelims(start: number, canSplitWord: boolean) {
      const scanned = super.scanDelims(start, canSplitWord);
      const isOperator = scanned.can_open && isBetweenOperands(this.src, start, start + scanned.length);
      return isOperator ? { ...scanned, can_open: false } : scanned;
    }
  };
  markdown.inline.ruler.before('emphasis', 'dunder', (state, silent) => {
    DUNDER.lastIndex = state.pos;
    if (state.src.charAt(state.pos) !== '_' || !DUNDER.test(state.src)) return false;
    if (!silent) state.pending += state.src.slice(state.pos, DUNDER.lastIndex);
    state.pos = DUNDER.lastIndex;
    return true;
  });
  Object.assign(markdown.linkify, LINKS);
}

/**
 * Whether a sequence of `*` is an operator, as in `x**2`, `5*3*2` or `f(x)**2`. An operator does not open emphasis
 * here, although in CommonMark it does.
 */
function isBetweenOperands(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  return (ALPHANUMERIC.test(before) && DIGIT.test(after)) || (DIGIT.test(before) && /[a-z0-9(]/i.test(after));
}

/**
 * Replaces the methods of linkify-it that markdown-it calls. For `scheme://`, markdown-it finds the start itself, and
 * calls `matchAtStart` to find the end. For mail addresses, it calls the other methods with whole texts.
 */
const LINKS: Pick<Linkify, 'pretest' | 'test' | 'match' | 'matchAtStart'> = {
  pretest: (text) => text.includes('@'),
  test: (text) => text.includes('@') && findMailAddresses(text).length > 0,
  match: (text) =>
    findMailAddresses(text).map(({ start, end }) => {
      const raw = text.slice(start, end);
      const hasScheme = /^mailto:/i.test(raw);
      return asMatch('mailto:', raw, hasScheme ? raw : `mailto:${raw}`, start);
    }),
  matchAtStart(text) {
    const end = webAddressEnd(text, 0);
    const address = text.slice(0, end);
    return end === 0 ? null : asMatch(address.slice(0, address.indexOf(':') + 1), address, address, 0);
  },
};

function asMatch(schema: string, raw: string, url: string, index: number): LinkMatch {
  return { schema, raw, text: raw, url, index, lastIndex: index + raw.length };
}
