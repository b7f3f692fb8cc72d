import { describe, expect, it } from 'vitest';
import { createHubClient } from '../support/hub-client.ts';
import { answerJson, ChunkLimit, refuse, streamText } from '../support/model-answers.ts';
import { setUpOwnHubWithModel } from '../support/set-up-hub.ts';
import type { PseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram } from './support/run-program.ts';
import { startTerminal } from './support/start-terminal.ts';

const ASSISTANT = 'symposium/assistant';
const QUIET = 'symposium/quiet-example';
const PLAIN = 'symposium/plain-example';
const ANSWER = 'It is living well, and that takes practice.';
/** The part of the answer that has arrived while the model is held. */
const BEGINNING = 'It is living wel';
const CHUNKS_OF_BEGINNING = 4;
const CHARACTERS = 4;

const hub = setUpOwnHubWithModel();

function interactive(...args: string[]): PseudoTerminal {
  return startTerminal(['agent', 'interactive', ...args], { hub: hub.url });
}

/** Makes the model pause in the middle of its answer, until the returned function is called. */
function holdAnswer(): ChunkLimit {
  const limit = new ChunkLimit(CHUNKS_OF_BEGINNING);
  hub.model.answerWith(streamText(ANSWER, { charactersPerChunk: CHARACTERS, limit }));
  return limit;
}

async function ask(terminal: PseudoTerminal, question = 'What is a good life?'): Promise<void> {
  await terminal.untilShown('›');
  terminal.type(`${question}\r`);
}

async function exit(terminal: PseudoTerminal): Promise<number> {
  await terminal.untilShown(/› $/);
  terminal.type('\x04');
  return terminal.ended;
}

describe('an agent that streams', () => {
  it('shows only the final message', async () => {
    const limit = holdAnswer();
    const terminal = interactive(ASSISTANT);
    await ask(terminal);
    await terminal.untilShown(`${CHUNKS_OF_BEGINNING} deltas`);
    expect(terminal.shown).not.toContain('It is');
    limit.raise();
    await terminal.untilShown(ANSWER);
    expect(terminal.shown, 'what was written stays').toContain('› What is a good life?\n');
    expect(await exit(terminal)).toBe(0);
  });

  it.each(['--stream', '--stream=true', '--stream=True'])(
    'shows the text as it arrives with %s',
    async (stream) => {
      const limit = holdAnswer();
      const terminal = interactive(ASSISTANT, stream);
      await ask(terminal);
      await terminal.untilShown(BEGINNING);
      expect(terminal.shown).not.toContain(ANSWER);
      limit.raise();
      await terminal.untilShown(ANSWER);
      expect(await exit(terminal)).toBe(0);
      expect(terminal.shown.split('It is living'), 'once').toHaveLength(2);
    },
  );

  it('shows only the final message with --stream=false', async () => {
    const limit = holdAnswer();
    const terminal = interactive(ASSISTANT, '--stream=false');
    await ask(terminal);
    await terminal.untilShown(`${CHUNKS_OF_BEGINNING} deltas`);
    expect(terminal.shown).not.toContain('It is');
    limit.raise();
    await terminal.untilShown(ANSWER);
  });
});

describe('an agent whose metadata hides its stream', () => {
  it('still shows the text as it arrives with --stream', async () => {
    const limit = holdAnswer();
    const terminal = interactive(QUIET, '--stream');
    await ask(terminal);
    await terminal.untilShown(BEGINNING);
    limit.raise();
    await terminal.untilShown(ANSWER);
    expect(await exit(terminal)).toBe(0);
  });
});

describe('an agent that does not stream', () => {
  const whole = answerJson({ choices: [{ message: { role: 'assistant', content: ANSWER } }] });

  it('shows its message', async () => {
    hub.model.answerWith(whole);
    const terminal = interactive(PLAIN);
    await ask(terminal);
    await terminal.untilShown(ANSWER);
    expect(await exit(terminal)).toBe(0);
  });

  it('shows nothing of its message with --stream, and says so', async () => {
    hub.model.answerWith(whole);
    const terminal = interactive(PLAIN, '--stream');
    await ask(terminal);
    await terminal.untilShown('This agent does not stream');
    expect(await exit(terminal)).toBe(0);
    expect(terminal.shown).not.toContain('It is living');
  });
});

it('lets the person choose an agent by number or name', async () => {
  hub.model.answerWith(streamText(ANSWER));
  const terminal = interactive();
  await terminal.untilShown('Agent [1]: ');
  terminal.type('nobody\r');
  await terminal.untilShown('The hub has no agent "nobody".');
  await terminal.untilShown('Or enter a number from 1 to 8.');
  terminal.type('Quiet Thinker\r');
  await terminal.untilShown('symposium/quiet-example/1.0.0');
  await ask(terminal);
  await terminal.untilShown(ANSWER);
  expect(await exit(terminal)).toBe(0);
});

it('continues a thread with its agent, and names the thread on exit', async () => {
  hub.model.answerWith(streamText(ANSWER));
  const first = interactive(ASSISTANT);
  await ask(first);
  await first.untilShown(ANSWER);
  expect(await exit(first)).toBe(0);
  const threadId = /--thread-id (thread_[\w-]+)/.exec(first.shown)![1]!;

  hub.model.answerWith(streamText('A mean.'));
  const second = interactive('--thread-id', threadId);
  await second.untilShown(ANSWER); // the earlier message
  await ask(second, 'And courage?');
  await second.untilShown('A mean.');
  const asked = hub.model.requests.at(-1)!.body!.messages!.map(({ content }) => content);
  expect(asked).toEqual(expect.arrayContaining(['What is a good life?', ANSWER, 'And courage?']));
  expect(await exit(second)).toBe(0);
});

it('says how the last run of a resumed thread ended', async () => {
  hub.model.answerWith(refuse(400, 'No such model.'));
  const client = createHubClient(hub.url);
  const run = await client.ask('symposium/assistant/latest', 'What is a good life?');
  for await (const _ of client.events(run.thread_id, run.id)); // until it ends
  const terminal = interactive('--thread-id', run.thread_id);
  await terminal.untilShown(/The reply failed\..*No such model\./s);
  expect(await exit(terminal)).toBe(0);
});

it('shows the active run of a resumed thread', async () => {
  const limit = holdAnswer();
  const client = createHubClient(hub.url);
  const { thread_id: threadId } = await client.ask('symposium/assistant/latest', 'What is a good life?');
  const terminal = interactive('--thread-id', threadId, '--stream');
  await terminal.untilShown(BEGINNING);
  limit.raise();
  await terminal.untilShown(ANSWER);
  expect(await exit(terminal)).toBe(0);
});

it('shows the text of the active run of a resumed thread once', async () => {
  const limit = new ChunkLimit(CHUNKS_OF_BEGINNING);
  hub.model.answerWith(
    streamText('Know yourself.'),
    streamText(ANSWER, { charactersPerChunk: CHARACTERS, limit }),
  );
  const client = createHubClient(hub.url);
  const { thread_id: threadId } = await client.ask('symposium/streaming-example/latest', 'What is virtue?');
  const terminal = interactive('--thread-id', threadId, '--stream');
  await terminal.untilShown(BEGINNING);
  limit.raise();
  expect(await exit(terminal)).toBe(0);
  expect(terminal.shown.split('Know yourself.')).toHaveLength(2);
});

it('shows a line that was entered during a reply when it is sent', async () => {
  const limit = holdAnswer();
  const terminal = interactive(ASSISTANT, '--stream');
  await ask(terminal);
  await terminal.untilShown(BEGINNING);
  terminal.type('And courage?\r');
  hub.model.answerWith(streamText('A mean.'));
  limit.raise();
  await terminal.untilShown('A mean.');
  expect(terminal.shown).toMatch(/takes practice\.\n+\d+ deltas.*\n+› And courage\?\n+A mean\./);
});

it('sends each line of a pipe as a message, and writes only the replies', async () => {
  const client = createHubClient(hub.url);
  const threadId = await client.createThread([
    { role: 'user', content: 'What is a good life?' },
    { role: 'assistant', content: ANSWER },
  ]);
  hub.model.answerWith(streamText('A mean.'), streamText('A gift.'));
  const { code, stdout } = await runProgram(['agent', 'interactive', ASSISTANT, '--thread-id', threadId], {
    hub: hub.url,
    input: 'And courage?\nAnd honour?\n',
  });
  expect(stdout).toBe('A mean.\nA gift.\n');
  expect(code).toBe(0);
});

describe('Ctrl+C', () => {
  it('stops the reply; the second one exits', async () => {
    holdAnswer();
    const terminal = interactive(ASSISTANT, '--stream');
    await ask(terminal);
    await terminal.untilShown(BEGINNING);
    terminal.type('\x03');
    await terminal.untilShown('Reply stopped.');
    await terminal.untilShown(/› $/);
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
  });

  it('stops a run that was active before', async () => {
    holdAnswer();
    const client = createHubClient(hub.url);
    const { thread_id: threadId } = await client.ask('symposium/assistant/latest', 'What is a good life?');
    const terminal = interactive('--thread-id', threadId, '--stream');
    await terminal.untilShown(BEGINNING);
    terminal.type('\x03');
    await terminal.untilShown('Stopping.');
    await terminal.untilShown(/› $/);
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
  });

  it('stops the writing of a long message', async () => {
    const items = Array.from({ length: 20_000 }, (_, index) => `- item ${index}`);
    hub.model.answerWith(streamText(items.join('\n'), { charactersPerChunk: 1_000 }));
    const terminal = interactive(ASSISTANT);
    await ask(terminal);
    await terminal.untilShown('• item 0');
    terminal.type('\x03');
    await terminal.untilShown('You stopped the rest of this message.');
    expect(terminal.shown).not.toContain('• item 19999');
    expect(await exit(terminal)).toBe(0);
  });

  it('exits at once when it is pressed twice', async () => {
    holdAnswer();
    const terminal = interactive(ASSISTANT, '--stream');
    await ask(terminal);
    await terminal.untilShown(BEGINNING);
    terminal.type('\x03\x03');
    expect(await terminal.ended).toBe(130);
  });
});

it('continues after a failed run, and says why it failed', async () => {
  hub.model.answerWith(refuse(400, 'The model is overloaded.'), streamText(ANSWER));
  const terminal = interactive(ASSISTANT);
  await ask(terminal);
  await terminal.untilShown(/The reply failed: .*overloaded/s);
  await terminal.untilShown(/› $/);
  terminal.type('Again?\r');
  await terminal.untilShown(ANSWER);
  expect(await exit(terminal)).toBe(0);
});

it('joins lines that end with a backslash into one message', async () => {
  hub.model.answerWith(streamText(ANSWER));
  const terminal = interactive(ASSISTANT);
  await ask(terminal, 'One\\');
  await terminal.untilShown('… ');
  terminal.type('two\r');
  await terminal.untilShown(ANSWER);
  expect(hub.model.requests.at(-1)!.body!.messages!.at(-1)!.content).toBe('One\ntwo');
});
