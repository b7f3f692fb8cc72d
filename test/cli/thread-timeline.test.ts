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

function toolStep(id: string, runId: string, time: number): RunStep {
  return runStepSchema.parse({ ...step(id, 'completed').data, run_id: runId, created_at: time });
}

/** The ids of the messages and steps, in the order in which they are shown. */
function order(messages: Message[], steps: RunStep[], orders: Record<string, string[]> = {}): string[] {
  return timelineOf(messages, steps, new Map(Object.entries(orders))).flatMap(
    ({ message: { id }, before, after }) => [
      ...before.map((one) => one.id),
      id,
      ...after.map((one) => one.id),
    ],
  );
}

it('shows steps between the messages of their run, by their times', () => {
  const messages = [message('ask', null, 1), message('plan', 'run_1', 2), message('reply', 'run_1', 9)];
  const steps = [toolStep('a', 'run_1', 3), toolStep('b', 'run_1', 5)];
  expect(order(messages, steps)).toEqual(['ask', 'plan', 'a', 'b', 'reply']);
});

it('uses the order of the run if times are equal', () => {
  const messages = [message('ask', null, 1), message('plan', 'run_1', 1), message('reply', 'run_1', 1)];
  const steps = [toolStep('a', 'run_1', 1)];
  expect(order(messages, steps, { run_1: ['plan', 'a', 'reply'] })).toEqual(['ask', 'plan', 'a', 'reply']);
  expect(order(messages, steps, { run_1: ['a', 'plan', 'reply'] })).toEqual(['ask', 'a', 'plan', 'reply']);
});

it('shows the steps of a run that broke off after its last message, or after the question', () => {
  const messages = [message('ask', null, 1), message('again', null, 5), message('plan', 'run_2', 6)];
  const steps = [toolStep('a', 'run_1', 2), toolStep('b', 'run_2', 7)];
  expect(order(messages, steps)).toEqual(['ask', 'a', 'again', 'plan', 'b']);
});
