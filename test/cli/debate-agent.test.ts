import { expect, it } from 'vitest';
import { streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import { openPseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram } from './support/run-program.ts';

const hub = setUpOwnHubWithModel();
const ASK = ['agent', 'run', 'symposium/debate-example', 'Can virtue be taught?', '--stream'];

function answer(): void {
  hub.model.answerWith(streamText('Yes.'), streamText('Yes.'), streamText('It can.'));
}

it('a terminal shows the runs of other agents in lines, and what they have received', async () => {
  answer();
  const terminal = openPseudoTerminal(ASK, { hub: hub.url });
  expect(await terminal.ended).toBe(0);
  const lines = terminal.shown.split('\n');
  expect(lines.filter((line) => line === 'Runs assistant')).toHaveLength(2);
  expect(lines.filter((line) => /^ {2}Done(, assistant)?, \d+ deltas?$/.test(line))).toHaveLength(2);
  expect(terminal.shown).toMatch(/\n\nIt can\.\n/);
  expect(terminal.shown).not.toContain('Yes.');

  const threadId = /thread_[\w-]+/.exec(terminal.shown)?.[0] ?? '';
  const { stdout } = await runProgram(['thread', 'show', threadId], { hub: hub.url });
  expect(stdout).toMatch(/Runs assistant\n {2}Done, \d+ deltas?\nRuns assistant\n {2}Done, \d+ deltas?\n/);
  expect(stdout).not.toContain('Argue');
});

it('a pipe has none of it', async () => {
  answer();
  const { code, stdout, stderr } = await runProgram(ASK, { hub: hub.url });
  expect([code, stdout]).toEqual([0, 'It can.\n']);
  expect(stderr).not.toMatch(/Runs|Done/);
});
