import { exactJson } from '../../client/exact-json.ts';
import type { ApprovalRequest, PersonAnswer } from '../../protocol/person-request.ts';
import { styled } from '../styled-text.ts';
import { toolName } from '../tool-lines.ts';
import type { Asking } from './asking.ts';

/** The choice, and what follows it. */
const CHOICE = /^\s*(y|yes|n|no|a|always)(?:\s+(.*))?$/is;

/** Asks whether a tool call may run. Shows exactly the arguments with which it would run. Returns null at the end of input. */
export async function askApproval(
  { id, hash, tool_call: call }: ApprovalRequest,
  { ask, err, signal }: Asking,
): Promise<PersonAnswer | null> {
  const args = exactJson(call.function.arguments) || 'No arguments';
  err.write(styled('bold', `Allow ${toolName(call)} to run?`), `\n${indented(args)}\n`);
  for (;;) {
    const line = await ask('Yes, no, or always in this conversation? [y/n/a] ', signal);
    if (line === null) return null;
    const [, choice = '', rest = ''] = CHOICE.exec(line) ?? [];
    const letter = choice.charAt(0).toLowerCase();
    if (letter === 'n') {
      const reason = rest.trim() || (await ask('Reason for the agent, if you like: ', signal))?.trim();
      return { request_id: id, hash, approve: false, ...(reason && { reason }) };
    }
    if (letter !== '' && rest.trim() === '')
      return { request_id: id, hash, approve: true, ...(letter === 'a' && { always: true }) };
    err.write(styled('dim', 'Type y to allow it, a to allow this tool always, or n to deny it.'), '\n');
  }
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
