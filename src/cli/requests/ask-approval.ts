import { exactJson } from '../../client/exact-json.ts';
import type { ApprovalRequest, PersonAnswer } from '../../protocol/person-request.ts';
import { styled } from '../styled-text.ts';
import { toolName } from '../tool-lines.ts';
import type { Asking } from './asking.ts';

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
    const [choice = '', ...rest] = line.trim().split(' ');
    const given = rest.join(' ').trim();
    if (isOneOf(choice, 'n', 'no')) {
      const reason = given || (await ask('Reason for the agent, if you like: ', signal))?.trim();
      return { request_id: id, hash, approve: false, ...(reason && { reason }) };
    }
    const always = isOneOf(choice, 'a', 'always');
    if (given === '' && (always || isOneOf(choice, 'y', 'yes')))
      return { request_id: id, hash, approve: true, ...(always && { always }) };
    err.write(styled('dim', 'Type y to allow it, a to allow this tool always, or n to deny it.'), '\n');
  }
}

function isOneOf(word: string, ...choices: string[]): boolean {
  return choices.includes(word.toLowerCase());
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
