import { openFormula } from '../maths/multiline-formula.ts';
import type { BlockBuilder } from './block-builder.ts';
import { contentOf, indentOf, isBlank, restOf, skipCharacters, skipIndent, type Line } from './line.ts';
import { openContainer, type OpenIndented } from './open-blocks.ts';
import { addCodeLine } from './open-code.ts';
import { isBreak, readFootnote, readHeading, readItemMarker } from './block-syntax.ts';
import { readFence } from './fences.ts';

/** Minimum indent of indented code, in columns. */
export const CODE_INDENT = 4;
/** Maximum nesting depth of containers. Deeper containers are parsed as text. */
const MAX_DEPTH = 60;
/** The characters that a block can start with. */
const START = /^[>#`~$\\*_\-+\d[]/;

/**
 * Starts the blocks that begin in a line, from the outermost inwards. If text is left in the line, returns the number
 * of containers that the text belongs to. If nothing is left, returns null.
 * @param depth the number of open containers that the line belongs to
 */
export function startBlock(builder: BlockBuilder, line: Line, depth: number): number | null {
  let inParagraph = builder.leaf?.type === 'paragraph';
  for (;;) {
    const indent = indentOf(line);
    if (indent >= CODE_INDENT) {
      if (inParagraph) return depth;
      begin();
      skipIndent(line, CODE_INDENT);
      const code: OpenIndented = { type: 'indented', lines: [], filled: 0, hasLongLines: false };
      builder.leaf = code;
      addCodeLine(builder, code, restOf(line));
      return null;
    }
    const content = contentOf(line);
    if (!START.test(content)) return depth;
    const interrupts = inParagraph && depth === builder.containers.length;
    if (startLeaf(content, indent)) return null;
    if (!startContainer(content, indent, interrupts)) return depth;
    inParagraph = false;
    if (isBlank(line)) return null;
  }

  function begin(): void {
    builder.closeTo(depth);
    builder.beginBlock();
    depth = builder.containers.length;
  }

  function startLeaf(content: string, indent: number): boolean {
    const heading = readHeading(content);
    if (heading) {
      begin();
      builder.addBlock({ type: 'heading', level: heading.level, text: builder.inline(heading.text) });
      return true;
    }
    const fence = readFence(content);
    if (fence) {
      begin();
      builder.leaf = { type: 'fence', ...fence, indent, inner: [], lines: [], hasLongLines: false };
      return true;
    }
    const formula = builder.lineStart && openFormula(content);
    if (formula) {
      builder.beginFormula(formula, depth);
      return true;
    }
    if (!isBreak(content)) return false;
    begin();
    builder.addBlock({ type: 'break' });
    return true;
  }

  function startContainer(content: string, indent: number, interrupts: boolean): boolean {
    if (depth >= MAX_DEPTH) return false;
    if (content.startsWith('>')) {
      begin();
      skipIndent(line, indent);
      skipCharacters(line, 1);
      skipIndent(line, 1);
      builder.containers.push(openContainer('quote'));
    } else if (!startItem(content, indent, interrupts) && !startFootnote(content, indent)) return false;
    depth = builder.containers.length;
    return true;
  }

  function startItem(content: string, indent: number, interrupts: boolean): boolean {
    const marker = readItemMarker(content);
    if (!marker) return false;
    const isEmpty = content.slice(marker.length).search(/[^ \t]/) < 0;
    if (interrupts && (isEmpty || (marker.number ?? 1) !== 1)) return false;
    builder.closeTo(depth);
    skipIndent(line, indent);
    skipCharacters(line, marker.length);
    const padding = indentOf(line);
    const gap = isEmpty || padding > CODE_INDENT ? 1 : padding;
    skipIndent(line, gap);
    builder.beginItem(marker.kind, marker.number, indent + marker.length + gap);
    return true;
  }

  function startFootnote(content: string, indent: number): boolean {
    if (!builder.hasRoomForFootnote) return false;
    const isInRoot = builder.containers.slice(1, depth).every(({ type }) => type === 'list');
    const footnote = isInRoot ? readFootnote(content) : null;
    if (!footnote) return false;
    builder.closeTo(depth);
    builder.beginFootnote(footnote.label);
    skipIndent(line, indent);
    skipCharacters(line, footnote.length);
    skipIndent(line, indentOf(line));
    return true;
  }
}
