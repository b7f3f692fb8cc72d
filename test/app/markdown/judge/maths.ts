import type { StateBlock } from 'markdown-it';
import { Appender } from '../../../../src/app/markdown/chunks.ts';
import {
  openFormula,
  openFormulaAtEnd,
  readFormulaLine,
  type OpenFormula,
} from '../../../../src/app/markdown/maths/multiline-formula.ts';

type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;

function contentOf(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
}

/**
 * A formula of several lines, which is one only if it has an end.
 * @param textRules what may begin in the rest of its last line
 */
export function mathsRule(textRules: readonly BlockRule[]): BlockRule {
  return (state, startLine, endLine, silent) => {
    const opening = opensAtEndOf(state, startLine, silent);
    const atEnd = opening && endOf(state, opening, startLine, endLine);
    const isCode = state.sCount[startLine]! - state.blkIndent >= 4;
    const own = atEnd || isCode ? null : openFormula(contentOf(state, startLine));
    const found = atEnd ?? (own && endOf(state, own, startLine + 1, endLine));
    if (!found) return false;
    if (silent) return true;
    if (atEnd) {
      const text = state.tokens.at(-2)!;
      const lines = text.content.split('\n');
      text.content = [...lines.slice(0, -1), openFormulaAtEnd(lines.at(-1)!)!.text].join('\n');
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

function endOf(state: StateBlock, opened: OpenFormula, from: number, endLine: number) {
  let formula = opened;
  // A line that is indented less than its container belongs to an outer one; in these texts to the document.
  const indent = state.sCount[from - 1]! < state.blkIndent ? 0 : state.blkIndent;
  for (let line = from; line < endLine; line++) {
    if (!state.isEmpty(line) && state.sCount[line]! < indent) return null;
    const reading = readFormulaLine(formula, contentOf(state, line), new Appender());
    if (reading.type === 'outside') return null;
    if (reading.type === 'last') return { ...reading, line };
    formula = reading.formula;
  }
  return null;
}

/** The formula that the paragraph before this line ends with the opening of. */
function opensAtEndOf(state: StateBlock, line: number, silent: boolean): OpenFormula | null {
  if (line === 0 || state.sCount[line - 1]! < state.blkIndent) return null; // it goes on lazily
  if (silent) {
    if (state.parentType !== 'paragraph' && state.parentType !== 'reference') return null;
    return openFormulaAtEnd(contentOf(state, line - 1))?.formula ?? null;
  }
  const [text, end] = state.tokens.slice(-2);
  if (end?.type !== 'paragraph_close' || text!.map![1] !== line) return null;
  return openFormulaAtEnd(text!.content.split('\n').at(-1)!)?.formula ?? null;
}
