import { mayOpenFormula, openFormulaAtEnd, readFormulaLine } from '../maths/multiline-formula.ts';
import type { Inline } from '../document.ts';
import { NOTHING_READ, type BlockBuilder, type LineStart } from './block-builder.ts';
import { readInnerFence } from './fences.ts';
import { parseDefinition } from './link-definition.ts';
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
import { addLine, beginParagraph, removeHeader } from './open-paragraph.ts';
import { CODE_INDENT, startBlock } from './start-block.ts';
import { fitCells, readCells } from './table-cells.ts';
import { isTooWide, mayBeMarkup, readDelimiters, readUnderline } from './block-syntax.ts';

/** Maximum number of unclosed formulas in a paragraph. Each of them costs a copy of the paragraph's lines. */
const MAX_UNCLOSED_FORMULAS = 50;

/** Whether a formula of several lines opens in a line. */
type Opening = 'possible' | 'none' | 'certain';

/**
 * Parses a line and adds it to the open blocks. Closed blocks are not read again.
 * https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy
 */
export function readLine(builder: BlockBuilder, text: string, opening: Opening = 'possible'): void {
  const mayOpen = builder.leaf?.type !== 'paragraph' || builder.leaf.unclosedFormulas < MAX_UNCLOSED_FORMULAS;
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
  if (depth === containers.length && continuesLeaf(builder, line)) return builder.clearBlanks();
  const textDepth = startBlock(builder, line, depth);
  if (textDepth !== null) readText(builder, line, textDepth);
  builder.clearBlanks();
}

/** @param opening if `certain`, the formula already has a snapshot */
function lineStartOf(builder: BlockBuilder, text: string, isRest: boolean, opening: Opening): LineStart {
  const isCertain = opening === 'certain';
  return { text, isRest, before: isCertain ? NOTHING_READ : builder.snapshot(), isCertain };
}

/** Skips a container's marker and indent; returns false if the line does not belong to the container. */
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
  builder.markBlank();
}

/** Adds a line to the open formula. Returns false if the line shows that the block is not a formula. */
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
  closeBlocksBeforeFormula(builder);
  builder.leaf = null;
  builder.addBlock({ type: 'maths', source: reading.tex, open: false });
  if (reading.rest !== '') readRest(builder, reading.rest, 'possible');
  builder.clearBlanks();
  return true;
}

/** Parses the rest of a line in which a formula ended. */
function readRest(builder: BlockBuilder, text: string, opening: Opening): void {
  const opens = opening !== 'none' && !builder.unfinished;
  builder.lineStart = opens ? lineStartOf(builder, text, true, opening) : null;
  readText(builder, createLine(text), builder.containers.length);
}

/** Closes the blocks that `beginFormula` has left open before the formula. */
export function closeBlocksBeforeFormula(builder: BlockBuilder): void {
  const { leaf, lineStart, unfinished } = builder;
  if (leaf?.type !== 'maths') return;
  builder.restore(leaf.before);
  builder.unfinished = false;
  (leaf.isRest ? readRest : readLine)(builder, leaf.written[0] ?? '', 'certain');
  Object.assign(builder, { leaf, lineStart, unfinished });
}

/** Parses the lines of an open formula again as text, because the formula has no end. */
export function rejectFormula(builder: BlockBuilder): void {
  const { leaf, unfinished } = builder;
  if (leaf?.type !== 'maths') return;
  const [opening = '', ...others] = leaf.written;
  builder.restore(leaf.before);
  builder.unfinished = false;
  (leaf.isRest ? readRest : readLine)(builder, opening, 'none');
  if (builder.leaf?.type === 'paragraph') builder.leaf.unclosedFormulas += 1;
  for (const line of others) readLine(builder, line);
  builder.unfinished = unfinished;
}

/** Adds a line to the open leaf. Returns false if there is no leaf, or if the line ends it. */
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
      if (indent < CODE_INDENT && (startsTable(builder, line) || underlinesHeading(builder, line)))
        return true;
      if (isOnlyDefinitions(leaf, line)) builder.closeLeaf();
      return false;
    default:
      return false;
  }
}

/** Maximum number of lines of a paragraph that is checked for definitions. The check is repeated for each new line. */
const MAX_DEFINITION_LINES = 50;

/** Whether a paragraph contains only definitions and the line does not continue them. Then the line begins a new block. */
function isOnlyDefinitions({ lines, isStartParsed }: OpenParagraph, line: Line): boolean {
  if (
    isStartParsed ||
    lines.length > MAX_DEFINITION_LINES ||
    !lines[0]?.trimStart().startsWith('[') ||
    /^["'(]/.test(contentOf(line))
  )
    return false;
  let text = trimAscii(lines.join('\n'));
  for (let next = parseDefinition(text); next; next = parseDefinition(text)) text = trimAscii(next.rest);
  return text === '';
}

/** Starts a table if this line is a delimiter row. The last line of the paragraph becomes its header. */
function startsTable(builder: BlockBuilder, line: Line): boolean {
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
  if (removeHeader(leaf)) builder.beginBlock();
  builder.leaf = {
    type: 'table',
    alignments,
    header: cells.map((cell) => builder.inline(cell, false)),
    rows: [],
  };
  return true;
}

/** Turns a paragraph into a heading if this line underlines it. */
function underlinesHeading(builder: BlockBuilder, line: Line): boolean {
  const { leaf } = builder;
  const level = readUnderline(contentOf(line));
  if (leaf?.type !== 'paragraph' || level === null) return false;
  const text = leaf.isStartParsed ? leaf.lines.join('\n') : builder.parseDefinitions(leaf.lines);
  if (text === '') return false;
  builder.leaf = null;
  builder.addBlock({ type: 'heading', level, text: builder.inline(text, false, leaf) });
  return true;
}

/** Adds a line in which no block begins: to a table, to a paragraph, or to a new paragraph. */
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
