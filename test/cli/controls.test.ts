import { expect, it } from 'vitest';
import { createHubClient } from '../support/hub-client.ts';
import { refuse, streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import type { PseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram } from './support/run-program.ts';
import { startTerminal } from './support/start-terminal.ts';

const ASSISTANT = 'symposium/assistant';
/** A text that reverses and hides text, moves the cursor, clears the screen, adds a link, fills the clipboard and sets the window's title. */
const HOSTILE = 'a\u202Ecba\u2066\rb\x1b[2J\x1b]8;;http://evil\x07c\x1b]52;c;aGk=\x07\x9b2J\x1b]0;d\x07 end';
const SHOWN = 'a<U+202E>cba<U+2066>␍b␛[2J␛]8;;http://evil␇c␛]52;c;aGk=␇<U+009B>2J␛]0;d␇ end';

const hub = setUpOwnHubWithModel();

function start(...args: string[]): PseudoTerminal {
  return startTerminal(args, { hub: hub.url, columns: 120 });
}

/** Checks that the terminal received no control codes but the program's own. */
function expectHarmless({ raw }: PseudoTerminal): void {
  // oxlint-disable-next-line no-control-regex -- the program's own codes: colours, its status line and its prompt
  const rest = raw.replaceAll(/\x1b\[\??[\d;]*[A-Za-ln-z]|\x1b\[[\d;]*m|\r\n?|\n/g, '');
  // oxlint-disable-next-line no-control-regex
  expect(rest).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
}

/** Creates a thread with the hostile text in its title and its messages. */
async function hostileThread(): Promise<string> {
  const threadId = await createHubClient(hub.url).createThread([
    { role: 'user', content: HOSTILE },
    { role: 'assistant', content: HOSTILE },
  ]);
  await createHubClient(hub.url).rename(threadId, HOSTILE);
  return threadId;
}

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${hub.url}/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

it.each([['--stream'], ['--no-stream']])('in a reply are shown as symbols with %s', async (stream) => {
  hub.model.answerWith(streamText(HOSTILE));
  const terminal = start('agent', 'run', ASSISTANT, 'What is virtue?', stream);
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown.replaceAll('\n', '')).toContain(SHOWN);
  expectHarmless(terminal);
});

it('in an error message are shown as symbols', async () => {
  hub.model.answerWith(refuse(400, HOSTILE));
  const terminal = start('agent', 'run', ASSISTANT, 'What is virtue?');
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown).toContain('<U+202E>');
  expectHarmless(terminal);
});

it('in titles and messages are shown as symbols', async () => {
  const threadId = await hostileThread();
  for (const args of [
    ['thread', 'list', '--limit', '1'],
    ['thread', 'show', threadId],
    ['thread', 'export', threadId],
    ['thread', 'export', threadId, '--format', 'json'],
    ['thread', 'list', '--json', '--limit', '1'],
  ]) {
    const terminal = start(...args);
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown).toContain('<U+202E>');
    expectHarmless(terminal);
  }
  const deleting = start('thread', 'delete', threadId);
  await deleting.untilShown('[y/N]');
  expect(deleting.shown).toContain('a<U+202E>cba');
  expectHarmless(deleting);
});

it('in messages of other clients are shown as symbols', async () => {
  const threadId = await hostileThread();
  const terminal = start('agent', 'interactive', ASSISTANT, '--thread-id', threadId);
  await terminal.untilShown(/› $/);
  await post(`/threads/${threadId}/messages`, { role: 'user', content: `${HOSTILE}, too` });
  await terminal.untilShown(`You, elsewhere: ${SHOWN}, too`);
  expectHarmless(terminal);
});

it('reach a pipe unchanged in messages, but not in lines of the program', async () => {
  const threadId = await hostileThread();
  hub.model.answerWith(streamText(HOSTILE));
  const piped = await runProgram(['agent', 'run', ASSISTANT, 'What?', '--stream'], { hub: hub.url });
  expect(piped.stdout).toBe(`${HOSTILE}\n`);
  const shown = await runProgram(['thread', 'show', threadId], { hub: hub.url });
  expect(shown.stdout.split('\n').slice(0, 2)).toEqual(['You', HOSTILE]);
  const listed = await runProgram(['thread', 'list'], { hub: hub.url });
  expect(listed.stdout).toContain('a<U+202E>cba');
});

it('keeps tabs, line ends and right-to-left text of messages', async () => {
  const text = '```\na\tb\n\nשלום, עולם! 👩‍👩‍👧‍👦 🏛️\n```';
  hub.model.answerWith(streamText(text));
  const terminal = start('agent', 'run', ASSISTANT, 'What is virtue?', '--stream');
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown).toContain(text);
});
