import { RUN_EVENT } from '../../../protocol/event-names.ts';
import type { AskedRequest, PersonAnswer, QuestionRequest } from '../../../protocol/person-request.ts';
import type { RunStep } from '../../../protocol/run-step.ts';
import type { RunRow } from '../../db/runs.ts';
import { toRunStep } from './run-step.ts';
import type { ChangedToolStep } from './tool-steps.ts';

/**
 * Returns a step for each question that has been answered, so that the conversation keeps the question and its answer.
 * The step has the id of the request. Its event is not one of OpenAI's, whose clients do not know such steps.
 * @param run the run before the answers
 * @param requests its requests with the answers
 * @param openingTime returns the time for a step
 */
export function questionSteps(
  run: RunRow,
  requests: readonly AskedRequest[],
  openingTime: () => Date,
): ChangedToolStep[] {
  const open = new Set(run.requests?.flatMap(({ request, answer }) => (answer ? [] : request.id)));
  return requests.flatMap(({ request, answer }) =>
    answer && request.type === 'question' && open.has(request.id)
      ? questionStep(run, request, answer, openingTime())
      : [],
  );
}

function questionStep(
  { id: runId, threadId, assistantId }: RunRow,
  { id, question, form }: QuestionRequest,
  answer: PersonAnswer,
  createdAt: Date,
): ChangedToolStep {
  const content = 'content' in answer ? answer.content : null;
  const origin = { id, threadId, runId, assistantId, createdAt };
  const details = { type: 'question' as const, question: { question, form, content } };
  const step: RunStep = {
    ...toRunStep(origin, details, 'completed', createdAt),
    object: 'thread.run.question',
  };
  return { events: [{ event: RUN_EVENT.question, data: step }], row: { id, runId, createdAt, step } };
}
