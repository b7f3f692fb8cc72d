import type { PersonAnswer } from '../protocol/person-request.ts';
import { runSchema, type Run } from '../protocol/run.ts';
import type { HubRequests } from './hub-requests.ts';
import { runPath } from './paths.ts';

/** Answers requests of a run. It continues once all of its requests are answered; its stream reports that. */
export function submitAnswers(
  hub: HubRequests,
  { thread_id: threadId, id }: Pick<Run, 'thread_id' | 'id'>,
  answers: readonly PersonAnswer[],
): Promise<Run> {
  return hub.requestJson(runSchema, `${runPath(threadId, id)}/answers`, { body: { answers } });
}
