import { RUN_EVENT } from '../../../protocol/event-names.ts';
import type { IncompleteReason } from '../../../protocol/message.ts';
import type { RunStep } from '../../../protocol/run-step.ts';
import type { RunRow } from '../../db/runs.ts';
import { thinkingOfStep, type OpenDraft } from './drafts.ts';
import { stepStatus, toRunStep } from './run-step.ts';
import { withoutText } from './tool-call-step.ts';
import type { ChangedToolStep } from './tool-steps.ts';

/**
 * Returns a step for each draft of which only thinking has arrived when its run ended early: no message and no call
 * keeps it. The step has the id of the draft. Its event is not one of OpenAI's, whose clients do not know such steps.
 * @param reason why the drafts are incomplete. What an agent that has finished did not use is discarded
 */
export function thinkingSteps(
  { id: runId, threadId, assistantId }: RunRow,
  drafts: readonly OpenDraft[],
  reason: IncompleteReason,
): ChangedToolStep[] {
  if (reason === 'discarded') return [];
  return drafts.flatMap((draft) => {
    const thinking = draft.callsTools ? null : thinkingOfStep(draft);
    if (!thinking) return [];
    const { id, openedAt: createdAt } = draft;
    const origin = { id, threadId, runId, assistantId, createdAt };
    const step: RunStep = {
      ...toRunStep(origin, { type: 'thinking' }, stepStatus(reason), new Date()),
      object: 'thread.run.thinking',
      thinking,
    };
    return {
      events: [{ event: RUN_EVENT.keptThinking, data: { ...step, thinking: withoutText(thinking) } }],
      row: { id, runId, createdAt, step },
    };
  });
}
