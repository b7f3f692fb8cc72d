import type { StateBlock } from 'markdown-it';
import { contentOf, isIndentedCode, type BlockRule } from './lines.ts';

/*
 * What is a formula, by the rules of decision 26. They are written down here a second time, so that a fault in the
 * client's rules shows as a difference.
 */

/** A formula in a line of text, or the first line of one that goes over several lines. */
interface Opening {
  readonly kind: '$$' | '\\[' | 'environment';
  /** The line from the opening delimiter on, without `$$` or `\[`. An environment includes its `\begin`. */
  readonly first: string;
  /** The text before it in the same line; null if it opens at the start of the line. */
  readonly textBefore: string | null;
}

/** The end of a formula of several lines. */
interface Ending {
  readonly tex: string;
  /** What follows the formula in its last line. */
  readonly rest: string;
  /** The number of the last line. */
  readonly line: number;
}

const MATHS_ENVIRONMENT =
  /^\\begin\{(?:equation|align(?:at|ed(?:at)?)?|gather(?:ed)?|multline|split|array|[dr]?cases|[pbBvV]?matrix)\*?\}/;
const TEX_COMMAND = /\\[A-Za-z]{2,}|\^|_\{|\\\\|(?<![A-Za-z])[A-Za-z]_\w/;
const RELATION = /[=<>&]/;
const WORD = String.raw`(?<!\w)[A-Za-z]{2,}`;
const TWO_WORDS = new RegExp(`${WORD}[\\s,.:;]+[A-Za-z]{2,}`);
const FOUR_WORDS = new RegExp(`(?:${WORD}[\\s,.:;]+(?:[A-Za-z][\\s,.:;]+)?){3}[A-Za-z]{2,}`);

/** Whether a text reads like a sentence. Words in the arguments of commands do not count. */
function isSentence(text: string): boolean {
  const words = text.replace(/\\[A-Za-z]+\*?(?:\s*\{[^{}]*\})?|\{[^{}]*\}/g, '#');
  if (FOUR_WORDS.test(words)) return true;
  return TWO_WORDS.test(words) && !TEX_COMMAND.test(text) && !RELATION.test(text);
}

/** Whether what follows an opening delimiter in its line can be the start of a formula. */
function canStartFormula(kind: '$$' | '\\[', text: string): boolean {
  if (text.trim() === '') return true;
  if (!/[\w+\-=<>*\\]/.test(text) || text.includes('`') || isSentence(text)) return false;
  if (TEX_COMMAND.test(text)) return true;
  const hasWord = /[A-Za-z]{2}/.test(text);
  if (kind === '$$') return RELATION.test(text) || !(text.startsWith(' ') && hasWord);
  return text.startsWith(' ') && (!/[a-z]{3}/.test(text) || / [=<>] /.test(text));
}

/** The formula that opens at the start of a line; null if there is none, or if it ends in the same line. */
function openingAtStart(line: string): Opening | null {
  const content = line.trimEnd();
  const isEnvironment = MATHS_ENVIRONMENT.test(content);
  const delimiter = /^(?:\$\$(?!\$)|\\\[)/.exec(content)?.[0];
  const kind = isEnvironment ? 'environment' : (delimiter as '$$' | '\\[' | undefined);
  if (kind === undefined) return null;
  const first = kind === 'environment' ? content : content.slice(2);
  if (kind !== 'environment' && !canStartFormula(kind, first)) return null;
  return endIn(kind, first, 0).type === 'none' && !isSentence(first)
    ? { kind, first, textBefore: null }
    : null;
}

/** The formula that opens at the end of a line of text. */
function openingAtEnd(line: string): Opening | null {
  const match = /^(.*[^\s$\\])[ \t]*((?<=[ \t:])\$\$|\\\[|\\begin\{[A-Za-z]+\*?\})$/s.exec(line.trimEnd());
  if (!match) return null;
  const [, textBefore = '', delimiter = ''] = match;
  const closesAnother = delimiter === '$$' && (textBefore.match(/\$\$/g)?.length ?? 0) % 2 === 1;
  const opening = closesAnother ? null : openingAtStart(delimiter);
  return opening && { ...opening, textBefore };
}

type LineEnding = { type: 'at'; at: number } | { type: 'none'; depth: number } | { type: 'never' };

/** Where a formula ends in a line. `never`: the line shows that it is not a formula. */
function endIn(kind: Opening['kind'], line: string, depth: number): LineEnding {
  if (kind === 'environment') {
    let open = depth;
    for (const { 0: tag, 1: name, index } of line.matchAll(/\\(begin|end)\{[A-Za-z]+\*?\}/g)) {
      open += name === 'begin' ? 1 : -1;
      if (open === 0) return { type: 'at', at: index + tag.length };
    }
    return { type: 'none', depth: open };
  }
  const delimiters = [...line.matchAll(kind === '$$' ? /\\.|\$+/gs : /\\./gs)].filter(([text]) =>
    kind === '$$' ? text.startsWith('$$') : text === '\\[' || text === '\\]',
  );
  const [first] = delimiters;
  if (!first) return { type: 'none', depth };
  return first[0] === '$$' || first[0] === '\\]' ? { type: 'at', at: first.index } : { type: 'never' };
}

const STARTS_BLOCK = /^(?:#{1,6}[ \t]|```|~~~)/;
const STARTS_BLOCK_AFTER_BLANK = /^(?:[-*+][ \t]|\d+[.)][ \t]|>|\|)/;

/** Finds the end of a formula, in the lines from `from` on. */
function findEnd(
  state: StateBlock,
  { kind, first, textBefore }: Opening,
  from: number,
  endLine: number,
): Ending | null {
  const start = endIn(kind, first, 0);
  let depth = start.type === 'none' ? start.depth : 0;
  let isAfterBlank = first.trim() === '';
  const lines = [first];
  // A line that is indented less than its container belongs to an outer one; in these texts to the document.
  const indent = state.sCount[from - 1]! < state.blkIndent ? 0 : state.blkIndent;
  for (let number = from; number < endLine; number++) {
    if (!state.isEmpty(number) && state.sCount[number]! < indent) return null;
    const line = contentOf(state, number).trimEnd();
    if (STARTS_BLOCK.test(line) || (isAfterBlank && STARTS_BLOCK_AFTER_BLANK.test(line))) return null;
    if (line === '' && textBefore !== null) return null;
    const ending = endIn(kind, line, depth);
    if (ending.type === 'never') return null;
    const own = ending.type === 'at' ? line.slice(0, ending.at) : line;
    if (isSentence(own)) return null;
    lines.push(own);
    if (ending.type === 'none') {
      depth = ending.depth;
      isAfterBlank = line === '';
      continue;
    }
    const after = line.slice(ending.at + (kind === 'environment' ? 0 : 2));
    const mark = /^[ \t]*([.,;:!?])(?=\s|$)/.exec(after);
    const rest = after.slice(mark?.[0].length ?? 0).trim();
    const tex = lines
      .filter((text) => text.trim() !== '')
      .join('\n')
      .trim();
    // A line like `$$ x $$` is complete by itself: the formula before it has no end.
    const isOfItsOwn = kind === '$$' && ending.at === 0 && (isAfterBlank ? rest !== '' : rest.includes('$$'));
    return tex === '' || isOfItsOwn ? null : { tex: tex + (mark?.[1] ?? ''), rest, line: number };
  }
  return null;
}

/**
 * A rule of markdown-it for a formula of several lines, which is one only if it has an end.
 * @param textRules what may begin in the rest of its last line
 */
export function mathsRule(textRules: readonly BlockRule[]): BlockRule {
  return (state, startLine, endLine, silent) => {
    const before = openingBefore(state, startLine, silent);
    const atEnd = before && findEnd(state, before, startLine, endLine);
    const own =
      atEnd || isIndentedCode(state, startLine) ? null : openingAtStart(contentOf(state, startLine));
    const found = atEnd ?? (own && findEnd(state, own, startLine + 1, endLine));
    if (!found) return false;
    if (silent) return true;
    if (before && atEnd) {
      const text = state.tokens.at(-2)!;
      text.content = [...text.content.split('\n').slice(0, -1), before.textBefore].join('\n');
    }
    state.push('maths', '', 0).content = found.tex;
    state.line = found.line + 1;
    if (found.rest !== '') {
      const start = state.bMarks[found.line]! + state.tShift[found.line]!;
      state.bMarks[found.line] = start + contentOf(state, found.line).trimEnd().length - found.rest.length;
      state.tShift[found.line] = 0;
      state.sCount[found.line] = state.blkIndent;
      textRules.some((rule) => rule(state, found.line, endLine, false));
    }
    return true;
  };
}

/** The formula that opens at the end of the paragraph before a line. */
function openingBefore(state: StateBlock, line: number, silent: boolean): Opening | null {
  if (line === 0 || state.sCount[line - 1]! < state.blkIndent) return null; // a lazy continuation line
  if (silent) {
    if (state.parentType !== 'paragraph' && state.parentType !== 'reference') return null;
    return openingAtEnd(contentOf(state, line - 1));
  }
  const [text, end] = state.tokens.slice(-2);
  if (end?.type !== 'paragraph_close' || text!.map![1] !== line) return null;
  return openingAtEnd(text!.content.split('\n').at(-1)!);
}

/** Where the formula or the code that begins at a position of a line of text ends; null if none does. */
export function spanEnd(line: string, at: number): number | null {
  const rest = line.slice(at);
  const code = /^(`+)(?!`)(?:.*?[^`])??\1(?!`)/s.exec(rest);
  if (code) return at + code[0].length;
  const before = line.slice(0, at);
  const formula =
    (/[\w$]$/.test(before) ? null : /^(\$)(?![\s$])((?:\\.|[^$\\])*)\$(?!\d)/s.exec(rest)) ??
    /^(\$\$)((?:\\.|[^$\\])*)\$\$(?!\d)/s.exec(rest) ??
    /^(\\\()(.*?)\\\)/s.exec(rest) ??
    /^(\\\[)(.*?)\\\]/s.exec(rest);
  if (!formula) return null;
  const [whole, delimiter, tex = ''] = formula;
  if (isSentence(tex) || !/\w/.test(tex)) return null;
  if (delimiter === '$' && (/\s$/.test(tex) || /^\d.*[a-z]{2}/.test(tex))) return null;
  return at + whole.length;
}
