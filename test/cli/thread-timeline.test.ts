import { expect, it } from 'vitest';
import { timelineOf } from '../../src/cli/thread-timeline.ts';
import { messageSchema, textContent, type Message } from '../../src/protocol/message.ts';
import { runStepSchema, type RunStep } from '../../src/protocol/run-step.ts';
import { step } from './support/stream-of-run.ts';

/** A message of a run; of a person if `runId` is null. `time` is in seconds. */
function message(id: string, runId: string | null, time: number): Message {
  return messageSchema.parse({
    id,
    object: 'thread.message',
    created_at: time,
    thread_id: 'thread_1',
    role: runId === null ? 'user' : 'assistant',
    run_id: runId,
    content: textContent(id),
  });
}

/** @param next the id of the next message of the run; null if the run broke off */
function toolStep(id: string, runId: string, time: number, next: string | null): RunStep {
  const { data } = step(id, 'completed');
  return runStepSchema.parse({ ...data, run_id: runId, created_at: time, next_message_id: next });
}

/** The ids of the messages and steps, in the order in which they are shown. */
function order(messages: Message[], steps: RunStep[]): string[] {
  return timelineOf(messages, steps).flatMap(({ message: { id }, before, after }) => [
    ...before.map((one) => one.id),
    id,
    ...after.map((one) => one.id),
  ]);
}

it('shows steps before the next message of their run, although times are equal', () => {
  const messages = [message('ask', null, 1), message('plan', 'run_1', 1), message('reply', 'run_1', 1)];
  const steps = [toolStep('a', 'run_1', 1, 'plan'), toolStep('b', 'run_1', 1, 'reply')];
  expect(order(messages, steps)).toEqual(['ask', 'a', 'plan', 'b', 'reply']);
});

it('shows the steps of a run that broke off after its last message, or after the question', () => {
  const messages = [message('ask', null, 1), message('again', null, 5), message('plan', 'run_2', 6)];
  const steps = [toolStep('a', 'run_1', 2, null), toolStep('b', 'run_2', 7, null)];
  expect(order(messages, steps)).toEqual(['ask', 'a', 'again', 'plan', 'b']);
});
