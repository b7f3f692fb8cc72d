import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../src/protocol/person-request.ts';
import { createHubClient, untilAsked as untilRequested } from '../support/hub-client.ts';
import { streamCall, streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import type { PseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram } from './support/run-program.ts';
import { startTerminal } from './support/start-terminal.ts';

const POSTCARDS = 'symposium/postcard-example';
const QUESTIONS = 'symposium/questions-example';
const ANSWER = 'That is done.';
const APPROVE = 'Yes, no, or always in this conversation? [y/n/a] ';
const WAY_TO_ANSWER = 'The agent still waits for your answer.';

const hub = setUpOwnHubWithModel();

function start(...args: string[]): PseudoTerminal {
  return startTerminal(['agent', ...args], { hub: hub.url });
}

/** The model calls a tool that must be approved, and answers. */
function sendPostcards(first: string, ...others: string[]): void {
  const sendTo = (city: string) => streamCall(`call_${city}`, 'send_postcard', { city });
  hub.model.answerWith(sendTo(first), ...others.map(sendTo), streamText(ANSWER));
}

/** Returns the outputs of tools that the model has got in a request: the last, or counted from the end. */
function outputs(fromEnd = 1): unknown[] {
  const messages = hub.model.requests.at(-fromEnd)!.body!.messages!;
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}

describe('a tool call that must be approved, in a conversation', () => {
  async function untilAsked(...args: string[]): Promise<PseudoTerminal> {
    const terminal = start('interactive', POSTCARDS, ...args);
    await terminal.untilShown('› ');
    terminal.type('Send one.\r');
    await terminal.untilShown(APPROVE);
    return terminal;
  }

  it.each([{ args: [] }, { args: ['--stream'] }])(
    'runs with the arguments that are shown, $args',
    async ({ args }) => {
      sendPostcards('Athens');
      const terminal = await untilAsked(...args);
      expect(terminal.shown).toMatch(/Allow send_postcard to run\?\n {2}\{\n {4}"city": "Athens"\n {2}\}\n/);
      terminal.type('y\r');
      await terminal.untilShown(ANSWER);
      expect(outputs()).toEqual([expect.stringContaining('Sent to Athens')]);
    },
  );

  it('does not run after it was denied, and the model gets the reason', async () => {
    sendPostcards('Athens');
    const terminal = await untilAsked();
    terminal.type('perhaps\r');
    await terminal.untilShown('Type y to allow it');
    terminal.type('n\r');
    await terminal.untilShown('Reason for the agent, if you like: ');
    terminal.type('Too expensive.\r');
    await terminal.untilShown(ANSWER);
    expect(outputs()).toEqual([expect.stringContaining('Too expensive.')]);
    expect(outputs()[0]).not.toContain('Sent');
  });

  it('is asked once if it is always allowed', async () => {
    sendPostcards('Athens', 'Corinth');
    const terminal = await untilAsked();
    terminal.type('a\r');
    await terminal.untilShown(ANSWER);
    expect(outputs()).toEqual([
      expect.stringContaining('Sent to Athens'),
      expect.stringContaining('Sent to Corinth'),
    ]);
    expect(terminal.shown.split('Allow send_postcard')).toHaveLength(2);
  });

  it('is not approved by a line that was entered before it was asked', async () => {
    hub.model.answerWith(
      streamCall('call_1', 'send_postcard', { city: 'Athens' }),
      streamText(ANSWER),
      streamText('Yes to what?'),
    );
    const terminal = start('interactive', POSTCARDS);
    await terminal.untilShown('› ');
    terminal.type('Send one.\ry\r');
    await terminal.untilShown(APPROVE);
    terminal.type('n I have changed my mind.\r');
    await terminal.untilShown('Yes to what?');
    expect(terminal.shown).toMatch(/That is done\.\n[^›]*› y\n/);
    expect(outputs(2)).toEqual([expect.stringContaining('I have changed my mind.')]);
  });

  it.each(['xterm-256color', 'dumb'])(
    'is not approved by what was typed before it was asked, TERM=%s',
    async (TERM) => {
      sendPostcards('Athens');
      const args = ['agent', 'interactive', POSTCARDS];
      const terminal = startTerminal(args, { hub: hub.url, variables: { TERM } });
      await terminal.untilShown('› ');
      terminal.type('Send one.\ry'); // no Enter after the last letter
      await terminal.untilShown(APPROVE);
      terminal.type('\r');
      await terminal.untilShown('Type y to allow it');
      terminal.type('n not now\r');
      await terminal.untilShown(ANSWER);
      expect(outputs()).toEqual([expect.stringContaining('not now')]);
    },
  );

  it('is still asked after the hub was killed and has started again, and runs once', async () => {
    sendPostcards('Athens');
    const terminal = await untilAsked('--stream');
    await hub.process.kill('SIGKILL');
    await hub.process.restart();
    terminal.type('y\r');
    await terminal.untilShown(ANSWER);
    expect(outputs()).toEqual([expect.stringContaining('Sent to Athens')]);
    expect(terminal.shown.split('Allow send_postcard')).toHaveLength(2);
  });

  it('is asked in a conversation that is continued, and what was typed so far stays', async () => {
    sendPostcards('Athens');
    const client = createHubClient(hub.url);
    const run = await client.ask(`${POSTCARDS}/latest`, 'Send one.');
    await untilRequested(client.events(run.thread_id, run.id));
    const terminal = start('interactive', '--thread-id', run.thread_id);
    await terminal.untilShown(APPROVE);
    terminal.type('y\r');
    await terminal.untilShown(ANSWER);
    await terminal.untilShown(/› $/);
  });

  it('is asked no longer once another client has answered', async () => {
    sendPostcards('Athens');
    const terminal = await untilAsked();
    terminal.type('y'); // not entered
    const threadId = /Conversation (thread_[\w-]+)/.exec(terminal.shown)![1]!;
    const client = createHubClient(hub.url);
    const run = await client.newestRun(threadId);
    const { id, hash } = (await untilRequested(client.events(threadId, run.id))) as ApprovalRequest;
    await client.submitAnswer(run, { request_id: id, hash, approve: false });
    await terminal.untilShown('No answer is needed any more.');
    await terminal.untilShown(ANSWER);
    await terminal.untilShown(/› $/);
  });

  it('stays open if the person leaves', async () => {
    sendPostcards('Athens');
    const terminal = await untilAsked();
    terminal.type('\x04');
    await terminal.untilShown(WAY_TO_ANSWER);
    expect(await terminal.ended).toBe(1);
  });

  it('is given up with Ctrl+C, which stops the run', async () => {
    sendPostcards('Athens');
    const terminal = await untilAsked();
    terminal.type('\x03');
    await terminal.untilShown('No answer is needed any more.');
    await terminal.untilShown('Reply stopped.');
    await terminal.untilShown(/› $/);
  });
});

describe('one message', () => {
  it('asks in a terminal', async () => {
    sendPostcards('Athens');
    const terminal = start('run', POSTCARDS, 'Send one.');
    await terminal.untilShown(APPROVE);
    terminal.type('y\r');
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown).toContain(ANSWER);
    expect(outputs()).toEqual([expect.stringContaining('Sent to Athens')]);
  });

  it.each([{ args: [] }, { args: ['--json'] }])(
    'denies what nobody can be asked, $args',
    async ({ args }) => {
      sendPostcards('Athens');
      const { code, stdout, stderr } = await runProgram(['agent', 'run', POSTCARDS, ...args], {
        hub: hub.url,
        input: 'Send one.',
      });
      expect([code, stdout]).toEqual([0, expect.stringContaining(ANSWER)]);
      expect(stderr).toContain('Denied, because nobody can be asked here: send_postcard.');
      expect(outputs()).toEqual([expect.stringContaining('nobody could be asked')]);
    },
  );

  it('approves with --yes', async () => {
    sendPostcards('Athens');
    const { code, stderr } = await runProgram(['agent', 'run', POSTCARDS, '--yes'], {
      hub: hub.url,
      input: 'Send one.',
    });
    expect(code).toBe(0);
    expect(stderr).toContain('Approved because of --yes: send_postcard');
    expect(outputs()).toEqual([expect.stringContaining('Sent to Athens')]);
  });

  it('declines questions that nobody can be asked', async () => {
    hub.model.answerWith(streamText(ANSWER));
    const { code, stderr } = await runProgram(['agent', 'run', QUESTIONS], {
      hub: hub.url,
      input: 'Plan a trip.',
    });
    expect(code).toBe(0);
    expect(stderr).toContain('A question was declined, because nobody can be asked here: Where would');
    expect(hub.model.requests.at(-1)!.body!.messages!.at(-1)!.content).toContain('Plan a day at home.');
  });
});

describe('a question', () => {
  it('is answered with a choice, and a form field by field', async () => {
    hub.model.answerWith(streamText(ANSWER));
    const terminal = start('run', QUESTIONS, 'Plan a trip.');
    await terminal.untilShown(/ {2}3 {2}Delphi\nAnswer \[1–3\]: /);
    terminal.type('Sparta\r');
    await terminal.untilShown('Type a number from 1 to 3.');
    terminal.type('2\r');
    await terminal.untilShown('First day [YYYY-MM-DD]: ');
    terminal.type('soon\r');
    await terminal.untilShown('Travelers [2]: ');
    terminal.type('\r');
    await terminal.untilShown(/Such as a quiet room.*\nWishes \[optional\]: /);
    terminal.type('\r');
    await terminal.untilShown('We like to walk [yes/no, optional]: ');
    terminal.type('yes\r');
    await terminal.untilShown(/First day.*First day/s); // the hub refuses that day
    terminal.type('2027-05-01\r');
    await terminal.untilShown(/Travelers.*Travelers \[2\]: /s);
    terminal.type('3\r');
    await terminal.untilShown(/Wishes.*Wishes \[optional\]: /s);
    terminal.type('No museums\r');
    await terminal.untilShown(/We like.*We like to walk \[yes\/no, optional\]: /s);
    terminal.type('no\r');
    expect(await terminal.ended).toBe(0);
    const trip = { day: '2027-05-01', travelers: 3, wishes: 'No museums', on_foot: false };
    expect(hub.model.requests.at(-1)!.body!.messages!.at(-1)!.content).toContain(
      `Plan a trip to Corinth. What we know about it: ${JSON.stringify(trip)}`,
    );
  });

  it('can be declined', async () => {
    hub.model.answerWith(streamText(ANSWER));
    const terminal = start('run', QUESTIONS, 'Plan a trip.');
    await terminal.untilShown('Answer [1–3]: ');
    terminal.type('/decline\r');
    await terminal.untilShown(ANSWER);
    expect(await terminal.ended).toBe(0);
    expect(hub.model.requests.at(-1)!.body!.messages!.at(-1)!.content).toContain('Plan a day at home.');
  });
});
