import type MarkdownIt from 'markdown-it';
import type { StateBlock } from 'markdown-it';

/** A rule of markdown-it for blocks. */
export type BlockRule = Parameters<MarkdownIt['block']['ruler']['push']>[1];

/** A line without its indent. */
export function contentOf(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
}

/** Whether a line is indented so far that it is code. */
export function isIndentedCode(state: StateBlock, line: number): boolean {
  return state.sCount[line]! - state.blkIndent >= 4;
}
