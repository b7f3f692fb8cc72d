import type { StateBlock } from 'markdown-it';
import { contentOf, isIndentedCode } from './lines.ts';

interface Fence {
  readonly character: string;
  readonly length: number;
  readonly info: string;
}

/** https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
function fenceIn(line: string): Fence | null {
  const [, marker, info = ''] = /^(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line) ?? [];
  return marker === undefined ? null : { character: marker[0]!, length: marker.length, info: info.trim() };
}

function canClose(candidate: Fence, opener: Fence): boolean {
  return candidate.character === opener.character && candidate.length >= opener.length;
}

function isMarkdown({ info }: Fence): boolean {
  return ['markdown', 'md', 'mdx', 'mkd'].includes(info.split(/\s/)[0]!.toLowerCase());
}

/** A rule of markdown-it for CommonMark's fences. In markdown they can contain others. */
export function fence(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const opener = isIndentedCode(state, startLine) ? null : fenceIn(contentOf(state, startLine));
  if (!opener) return false;
  if (silent) return true;
  const lines: (Fence | null)[] = [];
  for (let line = startLine + 1; line < endLine; line++) {
    if (!state.isEmpty(line) && state.sCount[line]! < state.blkIndent) break;
    lines.push(isIndentedCode(state, line) ? null : fenceIn(contentOf(state, line)));
  }
  const length = closingLine(lines, 0, opener, opener);
  state.line = startLine + 1 + Math.min(length + 1, lines.length);
  const token = state.push('fence', 'code', 0);
  token.info = opener.info;
  token.content = state.getLines(startLine + 1, startLine + 1 + length, state.sCount[startLine]!, true);
  return true;
}

/**
 * The index of the line that closes `opener`; the number of lines if none does. In a block of markdown, a fence that names
 * a language and could close the outermost block opens a block of its own.
 */
function closingLine(
  lines: readonly (Fence | null)[],
  from: number,
  opener: Fence,
  outermost: Fence,
): number {
  for (let at = from; at < lines.length; at++) {
    const found = lines[at];
    if (!found) continue;
    if (found.info === '' && canClose(found, opener)) return at;
    const opens = isMarkdown(opener) && /^[\w+#.-]+$/.test(found.info) && canClose(found, outermost);
    if (opens) at = closingLine(lines, at + 1, found, outermost);
  }
  return lines.length;
}
