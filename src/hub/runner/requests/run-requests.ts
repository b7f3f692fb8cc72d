import { isDeepStrictEqual } from 'node:util';
import { createId } from '../../../protocol/ids.ts';
import type {
  ApprovalRequest,
  AskedRequest,
  PersonAnswer,
  PersonRequest,
  QuestionRequest,
} from '../../../protocol/person-request.ts';
import type { AgentTool } from '../../db/approved-tools.ts';
import { RefusedError } from '../../errors/refused-error.ts';
import { formMistake } from './form-mistake.ts';
import type { RunDeadline } from '../run-deadline.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';

/** Maximum number of requests of a run. They are stored with the run until it ends. */
const MAX_REQUESTS = 200;

/** A request without its id. */
export type NewRequest = Omit<ApprovalRequest, 'id'> | Omit<QuestionRequest, 'id'>;

/** The requests of one run to the person. */
export interface RunRequests {
  /**
   * Asks the person, and resolves to the answer. The run waits until all of its requests are answered. A request that
   * was stored by an earlier hub is not asked again.
   * @param resumable whether the next hub can continue the run while it waits, and then until it proceeds
   * @param newId the id of the request, if it is new
   * @throws RefusedError (`conflict`) if the run has asked too often
   */
  ask(request: NewRequest, resumable: boolean, newId?: string): Promise<PersonAnswer>;
  /** Called when the agent does something that the next hub could not continue while the run waits. */
  notResumable(): Promise<void>;
  /** Called when the agent continues after its answers. From then on, another hub can only end the run. */
  proceed(): Promise<void>;
  /**
   * Answers requests. Repeated answers change nothing.
   * @param keep writes further records in the same transaction
   * @throws RefusedError if an answer is wrong (`invalid`), or differs from an earlier answer (`conflict`)
   */
  answer(answers: readonly PersonAnswer[], keep: KeepApprovals): Promise<void>;
}

/** Stores the tools that the person has approved for the whole conversation. */
type KeepApprovals = (tools: readonly AgentTool[]) => Keep;
type Keep = Parameters<RunRecorder['changeRequests']>[1];

interface RunRequestsOptions {
  recorder: RunRecorder;
  deadline: RunDeadline;
  /** Maximum duration of a run, in milliseconds. It begins again with the last answer. */
  runTimeout: number;
  /** Maximum time that a run waits for answers, in milliseconds. */
  answerTimeout: number;
}

/** Creates the interface to a run's requests. */
export function createRunRequests(options: RunRequestsOptions): RunRequests {
  const { recorder, deadline, runTimeout, answerTimeout } = options;
  /** Called with the answers, by the ids of the requests that the agent has asked. */
  const asked = new Map<string, (answer: PersonAnswer) => void>();

  const current = (): readonly AskedRequest[] => recorder.run.requests ?? [];

  async function change(
    requests: readonly AskedRequest[],
    resumable: boolean,
    keep: Keep = async () => {},
  ): Promise<void> {
    const waits = requests.some(({ answer }) => answer === null);
    const expiresAt = new Date(Date.now() + (waits ? Math.max(answerTimeout, runTimeout) : runTimeout));
    const status = waits ? 'awaiting_answers' : 'in_progress';
    deadline.set(expiresAt);
    await recorder.changeRequests({ requests, resumable, status, expiresAt }, keep);
  }

  return {
    async ask(request, resumable, newId = createId('req')) {
      const known = current().find(
        (one) => !asked.has(one.request.id) && isSameRequest(one.request, request),
      );
      const id = known?.request.id ?? newId;
      const answered = new Promise<PersonAnswer>((resolve) => asked.set(id, resolve));
      if (known?.answer) return known.answer;
      if (known) return answered;
      if (current().length >= MAX_REQUESTS) throw askedTooOften();
      const added: AskedRequest = { request: { ...request, id }, answer: null };
      await change([...current(), added], resumable);
      return answered;
    },

    async notResumable() {
      if (recorder.run.status === 'awaiting_answers' && recorder.run.resumable)
        await change(current(), false);
    },

    async proceed() {
      if (recorder.run.status === 'in_progress' && recorder.run.resumable) await recorder.notResumable();
    },

    async answer(answers, keep) {
      const given = new Map<string, PersonAnswer>();
      const approved: AgentTool[] = [];
      for (const [index, answer] of answers.entries()) {
        const found = current().find(({ request }) => request.id === answer.request_id);
        if (!found || given.has(answer.request_id)) throw unknownRequest(index, answer);
        checkAnswer(index, found.request, answer);
        if (found.answer && !isDeepStrictEqual(found.answer, answer)) throw alreadyAnswered(index);
        if (found.answer) continue; // repeated
        given.set(answer.request_id, answer);
        if (found.request.type === 'approval' && 'approve' in answer && answer.approve && answer.always)
          approved.push({
            assistantId: recorder.run.assistantId,
            name: found.request.tool_call.function.name,
          });
      }
      if (given.size === 0) return;
      const requests = current().map((one) => ({ ...one, answer: given.get(one.request.id) ?? one.answer }));
      await change(requests, recorder.run.resumable, keep(approved));
      for (const [id, answer] of given) asked.get(id)?.(answer);
    },
  };
}

/** Whether an agent that began again asks the same as before. */
function isSameRequest(one: PersonRequest, other: NewRequest): boolean {
  const { id: _, ...stored } = one;
  return isDeepStrictEqual(stored, other);
}

function checkAnswer(index: number, request: PersonRequest, answer: PersonAnswer): void {
  if (request.type === 'approval') {
    if (!('approve' in answer))
      throw wrongAnswer(index, 'approve', 'The request asks for an approval: send approve and hash.');
    if (answer.hash !== request.hash) throw otherCall(index);
    return;
  }
  if (!('content' in answer)) throw wrongAnswer(index, 'content', 'The request is a question: send content.');
  const mistake = answer.content && formMistake(request.form, answer.content);
  if (mistake) throw wrongAnswer(index, 'content', mistake);
}

function askedTooOften(): RefusedError {
  const message = `The run has asked the person ${MAX_REQUESTS} times. It can't ask again.`;
  return new RefusedError('conflict', message, { retryAfter: 'never' });
}

function wrongAnswer(index: number, field: string, message: string): RefusedError {
  return new RefusedError('invalid', message, { param: `answers.${index}.${field}` });
}

function unknownRequest(index: number, { request_id: id }: PersonAnswer): RefusedError {
  const message = `The run has no open request '${id}', or it was answered twice here. Send one answer for each request.`;
  return wrongAnswer(index, 'request_id', message);
}

function otherCall(index: number): RefusedError {
  return new RefusedError(
    'conflict',
    'The hash is not that of the tool call. Read the request again, and decide again.',
    {
      code: 'other_call',
      param: `answers.${index}.hash`,
      retryAfter: 'never',
    },
  );
}

function alreadyAnswered(index: number): RefusedError {
  return new RefusedError(
    'conflict',
    'This request has another answer already. An answer can’t be changed.',
    {
      code: 'already_answered',
      param: `answers.${index}`,
      retryAfter: 'never',
    },
  );
}
