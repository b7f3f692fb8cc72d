import { mayOpenFormula, openFormulaAtEnd, readFormulaLine } from '../maths/multiline-formula.ts';
import type { Inline } from '../document.ts';
import { NOTHING_READ, type BlockBuilder, type LineStart } from './block-builder.ts';
import { readInnerFence } from './fences.ts';
import { takeDefinition } from './link-definition.ts';
import {
  contentOf,
  createLine,
  indentOf,
  isBlank,
  restOf,
  skipCharacters,
  skipIndent,
  trimAscii,
  type Line,
} from './line.ts';
import type { OpenContainer, OpenList, OpenParagraph } from './open-blocks.ts';
import { addCodeLine } from './open-code.ts';
import { addLine, beginParagraph, takeHeader } from './open-paragraph.ts';
import { CODE_INDENT, startBlock } from './start-block.ts';
import { fitCells, readCells } from './table-cells.ts';
import { isTooWide, mayBeMarkup, readDelimiters, readUnderline } from './block-syntax.ts';

/** After so many openings without an end, a paragraph is not searched further: each costs a copy of its lines. */
const MOST_UNENDED = 50;

/** Whether a formula of several lines opens in a line: it may, it does not, or it certainly does. */
type Opening = 'possible' | 'none' | 'certain';

/**
 * Reads one line into the blocks it belongs to. It looks at what is open, and at nothing else.
 * https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy
 */
export function readLine(builder: BlockBuilder, text: string, opening: Opening = 'possible'): void {
  const mayOpen = builder.leaf?.type !== 'paragraph' || builder.leaf.unended < MOST_UNENDED;
  const opens = opening !== 'none' && mayOpen && !builder.unfinished && mayOpenFormula(text);
  builder.lineStart = opens ? lineStartOf(builder, text, false, opening) : null;
  const line = createLine(text);
  const { containers } = builder;
  let depth = 1;
  for (; depth < containers.length; depth++) {
    const container = containers[depth];
    if (!container || !continues(container, line)) break;
  }
  if (builder.leaf?.type === 'maths') {
    if (depth === containers.length && continuesFormula(builder, line)) return;
    rejectFormula(builder);
    return readLine(builder, text, opening);
  }
  if (isBlank(line)) return readBlank(builder, line, depth);
  if (depth === containers.length && continuesLeaf(builder, line)) return builder.forgetBlanks();
  const textDepth = startBlock(builder, line, depth);
  if (textDepth !== null) readText(builder, line, textDepth);
  builder.forgetBlanks();
}

/** @param opening if it is certain, the formula is known, and keeps the snapshot that it has */
function lineStartOf(builder: BlockBuilder, text: string, isRest: boolean, opening: Opening): LineStart {
  const isCertain = opening === 'certain';
  return { text, isRest, before: isCertain ? NOTHING_READ : builder.snapshot(), isCertain };
}

/** Reads what a container's lines begin with; false if this line is none of its own. */
function continues(container: OpenContainer | OpenList, line: Line): boolean {
  const indent = indentOf(line);
  switch (container.type) {
    case 'root':
    case 'list':
      return true;
    case 'quote':
      if (indent >= CODE_INDENT || contentOf(line)[0] !== '>') return false;
      skipIndent(line, indent);
      skipCharacters(line, 1);
      skipIndent(line, 1);
      return true;
    case 'item':
      if (isBlank(line) ? container.children === 0 : indent < container.indent) return false;
      skipIndent(line, container.indent);
      return true;
    case 'footnote':
      if (!isBlank(line) && indent < CODE_INDENT) return false;
      skipIndent(line, CODE_INDENT);
      return true;
  }
}

function readBlank(builder: BlockBuilder, line: Line, depth: number): void {
  builder.closeTo(depth);
  const { leaf } = builder;
  if (leaf?.type === 'fence') {
    skipIndent(line, leaf.indent);
    addCodeLine(builder, leaf, restOf(line));
    return;
  }
  if (leaf?.type === 'indented') {
    skipIndent(line, CODE_INDENT);
    const { filled } = leaf;
    addCodeLine(builder, leaf, restOf(line));
    leaf.filled = filled;
  } else builder.closeLeaf();
  builder.noteBlank();
}

/** Adds a line to the open formula. Returns false if the line shows that it is not a formula. */
function continuesFormula(builder: BlockBuilder, line: Line): boolean {
  const { leaf } = builder;
  if (leaf?.type !== 'maths') return false;
  const reading = readFormulaLine(leaf.formula, contentOf(line), builder.appender, !builder.unfinished);
  if (reading.type === 'outside') return false;
  if (reading.type === 'inside') {
    builder.leaf = {
      ...leaf,
      formula: reading.formula,
      written: builder.appender.add(leaf.written, line.text),
    };
    return true;
  }
  placeFormula(builder);
  builder.leaf = null;
  builder.addBlock({ type: 'maths', source: reading.tex, open: false });
  if (reading.rest !== '') readRest(builder, reading.rest, 'possible');
  builder.forgetBlanks();
  return true;
}

/** Reads the rest of a line in which a formula ended. */
function readRest(builder: BlockBuilder, text: string, opening: Opening): void {
  const opens = opening !== 'none' && !builder.unfinished;
  builder.lineStart = opens ? lineStartOf(builder, text, true, opening) : null;
  readText(builder, createLine(text), builder.containers.length);
}

/** Closes the blocks before the open formula, which `beginFormula` has put off. */
export function placeFormula(builder: BlockBuilder): void {
  const { leaf, lineStart, unfinished } = builder;
  if (leaf?.type !== 'maths') return;
  builder.restore(leaf.before);
  builder.unfinished = false;
  (leaf.isRest ? readRest : readLine)(builder, leaf.written[0] ?? '', 'certain');
  Object.assign(builder, { leaf, lineStart, unfinished });
}

/** Reads the lines of an open formula again, as text, because it has no end. */
export function rejectFormula(builder: BlockBuilder): void {
  const { leaf, unfinished } = builder;
  if (leaf?.type !== 'maths') return;
  const [opening = '', ...others] = leaf.written;
  builder.restore(leaf.before);
  builder.unfinished = false;
  (leaf.isRest ? readRest : readLine)(builder, opening, 'none');
  if (builder.leaf?.type === 'paragraph') builder.leaf.unended += 1;
  for (const line of others) readLine(builder, line);
  builder.unfinished = unfinished;
}

/** Adds a line to a leaf that takes lines whatever they are; false if there is none, or this line ends it. */
function continuesLeaf(builder: BlockBuilder, line: Line): boolean {
  const { leaf } = builder;
  const indent = indentOf(line);
  switch (leaf?.type) {
    case 'fence': {
      const inner = indent < CODE_INDENT ? readInnerFence(contentOf(line), leaf, leaf.inner) : leaf.inner;
      if (inner === null) builder.closeLeaf(builder.unfinished);
      else {
        leaf.inner = inner;
        skipIndent(line, leaf.indent);
        addCodeLine(builder, leaf, restOf(line));
      }
      return true;
    }
    case 'indented':
      if (indent < CODE_INDENT) return false;
      skipIndent(line, CODE_INDENT);
      addCodeLine(builder, leaf, restOf(line));
      return true;
    case 'paragraph':
      if (indent < CODE_INDENT && (endsHeader(builder, line) || underlines(builder, line))) return true;
      if (isDefined(leaf, line)) builder.closeLeaf();
      return false;
    default:
      return false;
  }
}

/** A paragraph of more lines is not looked at anew with each line for definitions. */
const MOST_DEFINING_LINES = 50;

/** Whether a paragraph is nothing but definitions, which this line is no part of: then it begins a block. */
function isDefined({ lines, hasBegun }: OpenParagraph, line: Line): boolean {
  if (
    hasBegun ||
    lines.length > MOST_DEFINING_LINES ||
    !lines[0]?.trimStart().startsWith('[') ||
    /^["'(]/.test(contentOf(line))
  )
    return false;
  let text = trimAscii(lines.join('\n'));
  for (let next = takeDefinition(text); next; next = takeDefinition(text)) text = trimAscii(next.rest);
  return text === '';
}

/** Makes a table of a paragraph's last line, if this line is the one under a header. */
function endsHeader(builder: BlockBuilder, line: Line): boolean {
  const { leaf } = builder;
  if (leaf?.type !== 'paragraph' || !leaf.mayBeHeader) return false;
  const header = leaf.lines.at(-1) ?? '';
  if (!header.includes('|')) return false;
  const content = contentOf(line);
  if (isTooWide(content)) leaf.tooLong = 'table';
  if (!mayBeMarkup(header)) return false;
  const alignments = readDelimiters(content);
  const cells = alignments && readCells(header, alignments.length);
  if (!alignments || !cells || cells.length === 0 || cells.length !== alignments.length) return false;
  if (takeHeader(leaf)) builder.beginBlock();
  builder.leaf = {
    type: 'table',
    alignments,
    header: cells.map((cell) => builder.inline(cell, false)),
    rows: [],
  };
  return true;
}

/** Makes a heading of a paragraph, if this line underlines it. */
function underlines(builder: BlockBuilder, line: Line): boolean {
  const { leaf } = builder;
  const level = readUnderline(contentOf(line));
  if (leaf?.type !== 'paragraph' || level === null) return false;
  const text = leaf.hasBegun ? leaf.lines.join('\n') : builder.takeDefinitions(leaf.lines);
  if (text === '') return false;
  builder.leaf = null;
  builder.addBlock({ type: 'heading', level, text: builder.inline(text, false, leaf) });
  return true;
}

/** Takes a line in which no block begins: it goes on with a paragraph or a table, or begins a paragraph. */
function readText(builder: BlockBuilder, line: Line, depth: number): void {
  const { leaf, containers } = builder;
  const lazy = depth < containers.length;
  const content = contentOf(line);
  if (leaf?.type === 'table' && !lazy && mayBeMarkup(content)) {
    const row = readRow(builder, content, leaf.header.length);
    leaf.rows = builder.appender.append(leaf.rows, row);
    return;
  }
  const opening = builder.lineStart && openFormulaAtEnd(content);
  const isFormula = opening !== null && !(lazy && leaf?.type === 'paragraph');
  const text = isFormula ? opening.text : content;
  if (leaf?.type === 'paragraph') {
    leaf.mayBeHeader = !lazy && indentOf(line) < CODE_INDENT;
    addLine(builder, leaf, text);
  } else {
    builder.closeTo(depth);
    builder.beginBlock();
    builder.leaf = beginParagraph(builder, text);
  }
  if (isFormula) builder.beginFormula(opening.formula, builder.containers.length);
}

function readRow(builder: BlockBuilder, content: string, columns: number): Inline[] {
  const cells = readCells(content, columns, builder.unfinished);
  const last = Math.min(cells.length, columns) - 1;
  return fitCells(cells, columns).map((cell, index) =>
    builder.inline(cell, builder.unfinished && index === last),
  );
}
