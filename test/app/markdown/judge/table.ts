import type { StateBlock } from 'markdown-it';
import { fitCells, readCells } from '../../../../src/app/markdown/blocks/table-cells.ts';
import { readDelimiters } from '../../../../src/app/markdown/blocks/block-syntax.ts';
import { chunksOf } from '../../../../src/app/markdown/chunks.ts';
import type { Inline, TableBlock } from '../../../../src/app/markdown/document.ts';

/** A table, whose header is the last line of a paragraph, as GitHub has it. */
export function table(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const contentOf = (line: number) =>
    state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
  const isCode = (line: number) => state.sCount[line]! - state.blkIndent >= 4;
  const header = contentOf(startLine);
  const under = startLine + 1;
  if (under >= endLine || isCode(startLine) || isCode(under) || state.sCount[under]! < state.blkIndent)
    return false;
  const alignments = header.includes('|') ? readDelimiters(contentOf(under)) : null;
  const columns = alignments?.length ?? 0;
  const cells = readCells(header, columns);
  if (!alignments || cells.length === 0 || cells.length !== columns) return false;
  if (silent) return true;
  const inline = (source: string): Inline => ({ source, open: false });
  const rows: Inline[][] = [];
  const terminators = state.md.block.ruler.getRules('blockquote');
  let line = under + 1;
  for (; line < endLine; line++) {
    if (state.sCount[line]! < state.blkIndent || contentOf(line) === '' || isCode(line)) break;
    if (terminators.some((rule) => rule(state, line, endLine, true))) break;
    rows.push(fitCells(readCells(contentOf(line), columns), columns).map(inline));
  }
  const block: TableBlock = { type: 'table', alignments, header: cells.map(inline), rows: chunksOf(rows) };
  state.push('table', '', 0).meta = block;
  state.line = line;
  return true;
}
