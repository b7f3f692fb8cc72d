import type { Message } from '../../protocol/message.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import type { ShownKinds } from '../agents/use-shown-kinds.ts';
import type { RunActivity } from '../runs/run-activity.ts';
import type { RunOutline } from '../runs/run-outline.ts';

/** Returns what agents did according to fetched messages and steps, in the order of the thread. */
export function fetchedActivities(messages: readonly Message[], steps: readonly RunStep[]): RunActivity[] {
  const ofSteps = steps.flatMap((step): RunActivity[] => {
    const { run_id: runId, created_at: at, next_message_id: nextMessageId = null, thinking } = step;
    const place = { runId, at, nextMessageId };
    const type = step.type === 'question' ? 'question' : 'tools';
    const tools: RunActivity = { ...place, type, id: step.id, fetched: step };
    if (!thinking) return [tools];
    const fetched = { ...thinking, text: thinking.text ?? '' };
    const thought: RunActivity = { ...place, type: 'thinking', id: thinking.message_id, fetched };
    return step.type === 'thinking' ? [thought] : [thought, tools];
  });
  // Those of messages come last, because a message follows its own thinking at once.
  const ofMessages = messages.flatMap(({ id, run_id: runId, created_at: at, thinking }): RunActivity[] =>
    thinking ? [{ type: 'thinking', id, runId: runId ?? '', nextMessageId: id, at, fetched: thinking }] : [],
  );
  return [...ofSteps, ...ofMessages];
}

/**
 * Returns the shown activities of a thread. Those of a live run replace fetched ones. Questions that the person has
 * answered are always shown.
 */
export function shownActivities(
  fetched: readonly RunActivity[],
  runs: readonly RunOutline[],
  shown: ShownKinds,
): RunActivity[] {
  const places = new Map(fetched.map(({ id, nextMessageId }) => [id, nextMessageId]));
  // After a snapshot, a live run does not know the messages that have ended before it.
  const live = runs.flatMap(({ activities }) =>
    activities.map((activity) => {
      const known = places.get(activity.id) ?? activity.nextMessageId;
      return known === activity.nextMessageId ? activity : { ...activity, nextMessageId: known };
    }),
  );
  const ids = new Set(live.map(({ id }) => id));
  return [...fetched.filter(({ id }) => !ids.has(id)), ...live].filter(
    ({ type }) => type === 'question' || shown[type],
  );
}
