import { countOf, firstItems, itemsOf, type Appender, type Chunks } from '../chunks.ts';
import { isLowSurrogate } from '../inline/split-long-text.ts';
import type { Block } from '../document.ts';
import type { OpenFence, OpenIndented } from './open-blocks.ts';

/** Maximum length of a line of code, in characters. Longer lines are split. */
export const LONGEST_CODE_LINE = 4_000;
/** Maximum number of lines of a formula in a fence. Longer formulas are shown as code. */
const MAX_MATHS_LINES = 500;

/** Code that lines may be added to. */
export type OpenCode = OpenFence | OpenIndented;

/** The part of the BlockBuilder that is used here. */
interface CodeBuilder {
  readonly appender: Appender;
  /** Whether the line may still grow. */
  readonly unfinished: boolean;
}

/** Adds a line to code. */
export function addCodeLine(builder: CodeBuilder, leaf: OpenCode, line: string): void {
  leaf.lines = builder.appender.append(leaf.lines, '');
  growCodeLine(builder, leaf, builder.unfinished ? line : `${line}\n`);
  if (leaf.type === 'indented') leaf.filled = countOf(leaf.lines);
}

/** Appends text to the last line of code. */
export function growCodeLine(builder: CodeBuilder, leaf: OpenCode, more: string): void {
  let rest = lastOf(leaf.lines) + more;
  while (rest.length > LONGEST_CODE_LINE + 1) {
    leaf.hasLongLines = true;
    const end = isLowSurrogate(rest, LONGEST_CODE_LINE) ? LONGEST_CODE_LINE - 1 : LONGEST_CODE_LINE;
    leaf.lines = builder.appender.replaceLast(leaf.lines, rest.slice(0, end));
    leaf.lines = builder.appender.append(leaf.lines, '');
    rest = rest.slice(end);
  }
  leaf.lines = builder.appender.replaceLast(leaf.lines, rest);
  if (leaf.type === 'indented') leaf.filled = countOf(leaf.lines);
}

function lastOf(lines: Chunks<string>): string {
  return lines.at(-1)?.at(-1)?.at(-1)?.at(-1) ?? '';
}

/** Creates the block of indented code, without the blank lines at its end. */
export function indentedBlock({ lines, filled, hasLongLines }: OpenIndented, open: boolean): Block {
  return { type: 'code', language: null, lines: firstItems(lines, filled), open, hasLongLines };
}

/** Creates the block of a fence: code, or a formula if the language is `math`. */
export function fenceBlock({ language, lines, hasLongLines }: OpenFence, open: boolean): Block {
  const isMaths = language === 'math' && !hasLongLines && countOf(lines) <= MAX_MATHS_LINES;
  if (!isMaths) return { type: 'code', language, lines, open, hasLongLines };
  return { type: 'maths', source: itemsOf(lines).join('').trim(), open };
}
