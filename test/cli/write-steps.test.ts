import { expect, it } from 'vitest';
import { writeToolStep } from '../../src/cli/write-steps.ts';
import { runStepSchema } from '../../src/protocol/run-step.ts';
import { createFakeTerminal, PIPE } from './support/fake-terminal.ts';
import { step } from './support/stream-of-run.ts';

it('writes a question that the person has answered, and the answer', () => {
  const terminal = createFakeTerminal(PIPE);
  const properties = { day: { type: 'string', title: 'Day' }, walks: { type: 'boolean' } };
  const question = {
    question: 'When do you travel?\nAnd how?',
    form: { type: 'object', properties },
    content: { day: 'Monday', walks: true },
  };
  const { data } = step('req_1', 'completed');
  const asked = {
    object: 'thread.run.question',
    type: 'question',
    step_details: { type: 'question', question },
  };
  writeToolStep(terminal.out, runStepSchema.parse({ ...data, ...asked }), false);
  expect(terminal.stdout).toBe('When do you travel?\nAnd how?\nDay: Monday\nwalks: Yes\n');
});
