import type { Decision } from '../../../agents/agent-host.ts';
import { callHash } from '../../../agents/call-hash.ts';
import { formSchema, type Form } from '../../../protocol/form.ts';
import { isToolApproved } from '../../db/approved-tools.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { RefusedError } from '../../errors/refused-error.ts';
import type { ActiveRun } from '../active-run.ts';
import type { LoopWatch } from '../execution/loop-watch.ts';

interface HostRequestsDependencies {
  db: Database;
  availability: Availability;
  /** Whether the run's agent can begin again at any point. */
  restartable: boolean;
  loop: Pick<LoopWatch, 'isOnlyLoop' | 'otherBegan'>;
}

/** The functions with which an agent asks the person, as in `AgentHost`. `id` is the id of the request. */
interface HostRequests {
  approveCall(completion: string, place: number, id?: string): Promise<Decision>;
  ask(question: string, form: Form, id?: string): Promise<Record<string, unknown> | null>;
}

/** Creates the functions with which a run's agent asks the person. */
export function createHostRequests(
  { thread, recorder, requests, controller: { signal } }: ActiveRun,
  { db, availability: { withRetry }, restartable, loop }: HostRequestsDependencies,
): HostRequests {
  const isResumable = () => restartable || loop.isOnlyLoop;

  function checkThread(): void {
    signal.throwIfAborted();
    if (thread.parentId !== null)
      throw new RefusedError(
        'conflict',
        'A run on a child thread can’t ask the person, because nobody reads that thread.',
        { retryAfter: 'never' },
      );
  }

  return {
    async approveCall(draftId, place, id): Promise<Decision> {
      checkThread();
      const called = recorder.callsToAnswer(draftId);
      const call = called?.calls[place];
      if (!called || call?.function.output !== null) throw new Error('there is no such call to approve');
      const { type, function: { name, arguments: args } } = call; // prettier-ignore
      const hash = callHash(call);
      const request = {
        type: 'approval' as const,
        step_id: called.stepId,
        index: place,
        tool_call: { id: call.id, type, function: { name, arguments: args } },
        hash,
      };
      const isKnown = recorder.run.requests?.some(
        ({ request: one }) => one.type === 'approval' && one.step_id === called.stepId && one.index === place,
      );
      const tool = { assistantId: recorder.run.assistantId, name };
      if (!isKnown && (await withRetry(() => isToolApproved(db, thread, tool))))
        return { approve: true, reason: null, hash };
      const answer = await requests.ask(request, isResumable(), id);
      return 'approve' in answer
        ? { approve: answer.approve, reason: answer.reason ?? null, hash: answer.hash }
        : { approve: false, reason: null, hash };
    },

    async ask(question, form, id) {
      checkThread();
      loop.otherBegan(); // the code around the question can't be continued, only begun again
      const answer = await requests.ask(
        { type: 'question', question, form: formSchema.parse(form) },
        isResumable(),
        id,
      );
      return 'content' in answer ? answer.content : null;
    },
  };
}
