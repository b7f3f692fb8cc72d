import { expect, it } from 'vitest';
import { chunk, frame, refuse, sendStream, streamText } from '../support/model-answers.ts';
import type { ModelAnswer } from '../support/model-server.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import { runProgram, type ProgramExit } from './support/run-program.ts';

const hub = setUpOwnHubWithModel();

const symposium = (...args: string[]): Promise<ProgramExit> => runProgram(args, { hub: hub.url });

/** An answer that streams these deltas and ends with this reason. */
function ends(finishReason: string, ...deltas: object[]): ModelAnswer {
  const frames = deltas.map((delta) => frame(chunk(delta)));
  return sendStream(`${frames.join('')}${frame(chunk({}, finishReason))}${frame('[DONE]')}`);
}

interface Turn {
  agent?: string;
  /** The last answer is also used for the title. */
  answers: [ModelAnswer, ...ModelAnswer[]];
  /** What the program writes during the run, to both outputs. */
  says: { stdout: string; stderr: string[]; code: number };
  /** What `thread show` writes for the turn afterwards. */
  shown: string[];
}

const TURNS: Record<string, Turn> = {
  'Failed?': {
    answers: [refuse(400, 'No such model.')],
    says: { stdout: '', stderr: ['The reply failed: '], code: 1 },
    shown: ['The reply failed. '],
  },
  'Whole?': {
    answers: [streamText('It is so.')],
    says: { stdout: 'It is so.\n', stderr: [], code: 0 },
    shown: ['It is so.'],
  },
  'Cut?': {
    answers: [ends('length', { content: 'It is' })],
    says: {
      stdout: 'It is\n',
      stderr: ['Cut off: it reached the maximum length. Ask the agent to continue'],
      code: 1,
    },
    shown: ['It is\nCut off: it reached the maximum length\n'],
  },
  'Filtered?': {
    answers: [ends('content_filter', { content: 'It' })],
    says: { stdout: 'It\n', stderr: ['Stopped by the provider’s content filter. '], code: 1 },
    shown: ['It\nStopped by the provider’s content filter\n'],
  },
  'Empty?': {
    answers: [ends('stop', { content: '' })],
    says: { stdout: '', stderr: ['The agent sent an empty reply.'], code: 1 },
    shown: ['The agent sent an empty reply.'],
  },
  'Kept?': {
    agent: 'symposium/quiet-example',
    answers: [streamText('First, then second.'), streamText('It is this.')],
    says: { stdout: 'It is this.\n', stderr: [], code: 0 },
    shown: ['It is this.', 'A draft was discarded (4 deltas).'],
  },
};

it('shows how each turn ended during the run, and later in the conversation', async () => {
  let threadId = '';
  for (const [question, { agent = 'symposium/assistant', answers, says }] of Object.entries(TURNS)) {
    hub.model.answerWith(...answers);
    const thread = threadId === '' ? [] : ['--thread-id', threadId];
    const { stdout, stderr, code } = await symposium('agent', 'run', agent, ...thread, '-m', question);
    threadId = /Conversation (thread_[\w-]+)/.exec(stderr)?.[1] ?? '';
    expect([question, stdout, code]).toEqual([question, says.stdout, says.code]);
    for (const words of says.stderr) expect(stderr.split(words), `${question} ${stderr}`).toHaveLength(2);
    // Not twice, as the message's label and as the run's ending.
    for (const words of ['Cut off', 'Stopped by', 'empty'])
      expect(stderr.split(words).length).toBeLessThan(3);
  }
  const { stdout } = await symposium('thread', 'show', threadId);
  const shown = stdout.split(/(?:^|\n)You\n/).slice(1);
  expect(shown).toHaveLength(Object.keys(TURNS).length);
  for (const [at, [question, turn]] of Object.entries(TURNS).entries()) {
    expect(shown[at]!.startsWith(`${question}\n`)).toBe(true);
    for (const words of turn.shown) expect(shown[at]!.split(words), shown[at]).toHaveLength(2);
    for (const words of ['Cut off', 'Stopped by']) expect(shown[at]!.split(words).length).toBeLessThan(3);
    expect(shown[at], 'no name over nothing').not.toMatch(/(Assistant|Quiet Example)\n(\n|$)/);
  }
});

it('reports a discarded draft if its text was shown', async () => {
  hub.model.answerWith(streamText('First, then second.'), streamText('It is this.'));
  const args = ['agent', 'run', 'symposium/quiet-example', '--stream', '-m', 'Why?'];
  const { stdout, stderr } = await symposium(...args);
  expect(stdout).toBe('First, then second.\n\nIt is this.\n');
  expect(stderr).toContain('A draft was discarded (4 deltas).');
});
