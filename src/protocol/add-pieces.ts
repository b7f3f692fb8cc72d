import type { ToolCall } from './run-step.ts';
import type { ToolCallPiece } from './tool-call-pieces.ts';

/** Returns the calls with these pieces added to them. */
export function withPieces(calls: readonly ToolCall[], pieces: readonly ToolCallPiece[]): ToolCall[] {
  const longer = calls.slice(); // keeps holes: a call may begin before the one at a lower index
  for (const { index, id, function: called } of pieces) {
    const known = longer[index];
    const { name = '', arguments: args = '', output = null } = known?.function ?? {};
    const more = called?.output;
    longer[index] = {
      id: known?.id || (id ?? ''),
      type: 'function',
      function: {
        name: name + (called?.name ?? ''),
        arguments: args + (called?.arguments ?? ''),
        output: typeof more === 'string' ? (output ?? '') + more : output,
      },
    };
  }
  return longer;
}
