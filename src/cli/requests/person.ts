import type { PersonAnswer, PersonRequest } from '../../protocol/person-request.ts';
import { toolName } from '../tool-lines.ts';
import { styled } from '../styled-text.ts';
import type { Output } from '../terminal.ts';
import { askApproval } from './ask-approval.ts';
import { askQuestion } from './ask-question.ts';
import type { Ask } from './asking.ts';

/** Answers the requests of agents. */
export interface Person {
  /** Whether somebody can be asked. */
  readonly canBeAsked: boolean;
  /** Resolves to the answer; null if the person gives none. Rejects once the signal is aborted. */
  answer(request: PersonRequest, signal: AbortSignal): Promise<PersonAnswer | null>;
}

interface PersonOptions {
  err: Output;
  /** Null if nobody can be asked, such as in a pipe. */
  ask: Ask | null;
  /** Approves all tool calls without asking. */
  yes: boolean;
}

const NOBODY = 'nobody could be asked for an approval';

/**
 * Creates what answers requests in a terminal: it asks the person. If nobody can be asked, tool calls are denied and
 * questions are declined; a line on standard error says so.
 */
export function createPerson({ err, ask, yes }: PersonOptions): Person {
  const writeLine = (text: string) => err.write(styled('yellow', text), '\n');
  return {
    canBeAsked: ask !== null,
    async answer(request, signal) {
      const { id } = request;
      if (request.type === 'question') {
        if (ask) return askQuestion(request, { ask, err, signal });
        writeLine(`A question was declined, because nobody can be asked here: ${request.question}`);
        return { request_id: id, content: null };
      }
      const { hash, tool_call: call } = request;
      if (yes) {
        writeLine(`Approved because of --yes: ${toolName(call)}`);
        return { request_id: id, hash, approve: true };
      }
      if (ask) return askApproval(request, { ask, err, signal });
      writeLine(
        `Denied, because nobody can be asked here: ${toolName(call)}. To approve all tool calls, use --yes.`,
      );
      return { request_id: id, hash, approve: false, reason: NOBODY };
    },
  };
}
