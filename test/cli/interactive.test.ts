import { afterEach, describe, expect, it } from 'vitest';
import { createHubClient } from '../support/hub-client.ts';
import { answerJson, ChunkLimit, refuse, streamText } from '../support/model-answers.ts';
import { setUpHubWithModel } from '../support/set-up-hub.ts';
import { openPseudoTerminal, type PseudoTerminal } from './support/pseudo-terminal.ts';
import { runProgram } from './support/run-program.ts';

const ASSISTANT = 'symposium/assistant';
const QUIET = 'symposium/quiet-example';
const PLAIN = 'symposium/plain-example';
const ANSWER = 'It is living well, and that takes practice.';
/** As much of it as has come while the model is held. */
const BEGINNING = 'It is living wel';
const CHUNKS_OF_BEGINNING = 4;
const CHARACTERS = 4;

const hub = setUpHubWithModel();
let open: PseudoTerminal[] = [];

afterEach(async () => {
  await Promise.all(open.map((terminal) => terminal.stop()));
  open = [];
});

function interactive(...args: string[]): PseudoTerminal {
  const terminal = openPseudoTerminal(['agent', 'interactive', ...args], { hub: hub.url });
  open.push(terminal);
  return terminal;
}

/** The model stops in the middle of its answer until it is told to go on. */
function holdAnswer(): ChunkLimit {
  const limit = new ChunkLimit(CHUNKS_OF_BEGINNING);
  hub.model.answerWith(streamText(ANSWER, { charactersPerChunk: CHARACTERS, limit }));
  return limit;
}

async function ask(terminal: PseudoTerminal, question = 'What is a good life?'): Promise<void> {
  await terminal.untilShown('›');
  terminal.type(`${question}\r`);
}

async function leave(terminal: PseudoTerminal): Promise<number> {
  await terminal.untilShown(/› $/);
  terminal.type('\x04');
  return terminal.ended;
}

describe('an agent that streams', () => {
  it('shows the final message only', async () => {
    const limit = holdAnswer();
    const terminal = interactive(ASSISTANT);
    await ask(terminal);
    await terminal.untilShown(`${CHUNKS_OF_BEGINNING} deltas`);
    expect(terminal.shown).not.toContain('It is');
    limit.raise();
    await terminal.untilShown(ANSWER);
    expect(terminal.shown, 'what was written stays').toContain('› What is a good life?\n');
    expect(await leave(terminal)).toBe(0);
  });

  it.each(['--stream', '--stream=true', '--stream=True'])(
    'shows with %s the text as it is received',
    async (stream) => {
      const limit = holdAnswer();
      const terminal = interactive(ASSISTANT, stream);
      await ask(terminal);
      await terminal.untilShown(BEGINNING);
      expect(terminal.shown).not.toContain(ANSWER);
      limit.raise();
      await terminal.untilShown(ANSWER);
      expect(await leave(terminal)).toBe(0);
      expect(terminal.shown.split('It is living'), 'once').toHaveLength(2);
    },
  );

  it('shows with --stream=false the final message only', async () => {
    const limit = holdAnswer();
    const terminal = interactive(ASSISTANT, '--stream=false');
    await ask(terminal);
    await terminal.untilShown(`${CHUNKS_OF_BEGINNING} deltas`);
    expect(terminal.shown).not.toContain('It is');
    limit.raise();
    await terminal.untilShown(ANSWER);
  });
});

describe('an agent whose metadata says that its stream is not shown', () => {
  it('shows with --stream the text as it is received all the same', async () => {
    const limit = holdAnswer();
    const terminal = interactive(QUIET, '--stream');
    await ask(terminal);
    await terminal.untilShown(BEGINNING);
    limit.raise();
    await terminal.untilShown(ANSWER);
    expect(await leave(terminal)).toBe(0);
  });
});

describe('an agent that does not stream', () => {
  const whole = answerJson({ choices: [{ message: { role: 'assistant', content: ANSWER } }] });

  it('shows its message', async () => {
    hub.model.answerWith(whole);
    const terminal = interactive(PLAIN);
    await ask(terminal);
    await terminal.untilShown(ANSWER);
    expect(await leave(terminal)).toBe(0);
  });

  it('shows with --stream nothing of it, and a person is told so', async () => {
    hub.model.answerWith(whole);
    const terminal = interactive(PLAIN, '--stream');
    await ask(terminal);
    await terminal.untilShown('This agent does not stream');
    expect(await leave(terminal)).toBe(0);
    expect(terminal.shown).not.toContain('It is living');
  });
});

it('lets a person choose an agent, by number or name', async () => {
  hub.model.answerWith(streamText(ANSWER));
  const terminal = interactive();
  await terminal.untilShown('Agent [1]: ');
  terminal.type('nobody\r');
  await terminal.untilShown('The hub has no agent "nobody".');
  await terminal.untilShown('Or give a number from 1 to 4.');
  terminal.type('Quiet Thinker\r');
  await terminal.untilShown('symposium/quiet-example/1.0.0');
  await ask(terminal);
  await terminal.untilShown(ANSWER);
  expect(await leave(terminal)).toBe(0);
});

it('goes on with a thread, which it names when it leaves, and with the agent of it', async () => {
  hub.model.answerWith(streamText(ANSWER));
  const first = interactive(ASSISTANT);
  await ask(first);
  await first.untilShown(ANSWER);
  expect(await leave(first)).toBe(0);
  const threadId = /--thread-id (thread_[\w-]+)/.exec(first.shown)![1]!;

  hub.model.answerWith(streamText('A mean.'));
  const second = interactive('--thread-id', threadId);
  await second.untilShown(ANSWER); // what was said before
  await ask(second, 'And courage?');
  await second.untilShown('A mean.');
  const asked = hub.model.requests.at(-1)!.body!.messages!.map(({ content }) => content);
  expect(asked).toEqual(expect.arrayContaining(['What is a good life?', ANSWER, 'And courage?']));
  expect(await leave(second)).toBe(0);
});

it('says how the last run ended of the thread it goes on with', async () => {
  hub.model.answerWith(refuse(400, 'No such model.'));
  const client = createHubClient(hub.url);
  const run = await client.ask('symposium/assistant/latest', 'What is a good life?');
  for await (const _ of client.events(run.thread_id, run.id)); // to its end
  const terminal = interactive('--thread-id', run.thread_id);
  await terminal.untilShown(/The reply failed\..*No such model\./s);
  expect(await leave(terminal)).toBe(0);
});

it('shows a run that is under way in the thread it goes on with', async () => {
  const limit = holdAnswer();
  const client = createHubClient(hub.url);
  const { thread_id: threadId } = await client.ask('symposium/assistant/latest', 'What is a good life?');
  const terminal = interactive('--thread-id', threadId, '--stream');
  await terminal.untilShown(BEGINNING);
  limit.raise();
  await terminal.untilShown(ANSWER);
  expect(await leave(terminal)).toBe(0);
});

it('shows once what the run has said that is under way in the thread it goes on with', async () => {
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
  expect(await leave(terminal)).toBe(0);
  expect(terminal.shown.split('Know yourself.')).toHaveLength(2);
});

it('shows a line that was written during a reply, when it is sent', async () => {
  const limit = holdAnswer();
  const terminal = interactive(ASSISTANT, '--stream');
  await ask(terminal);
  await terminal.untilShown(BEGINNING);
  terminal.type('And courage?\r');
  hub.model.answerWith(streamText('A mean.'));
  limit.raise();
  await terminal.untilShown('A mean.');
  expect(terminal.shown).toMatch(/takes practice\.\n+› And courage\?\n+A mean\./);
});

it('takes each line of a pipe as a message, and writes nothing but what comes of them', async () => {
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
  it('stops the reply; the next leaves', async () => {
    holdAnswer();
    const terminal = interactive(ASSISTANT, '--stream');
    await ask(terminal);
    await terminal.untilShown(BEGINNING);
    terminal.type('\x03');
    await terminal.untilShown('The run was stopped.');
    await terminal.untilShown(/› $/);
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
  });

  it('stops a run that was under way before, too', async () => {
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
    expect(await leave(terminal)).toBe(0);
  });

  it('leaves at once when it is pressed twice', async () => {
    holdAnswer();
    const terminal = interactive(ASSISTANT, '--stream');
    await ask(terminal);
    await terminal.untilShown(BEGINNING);
    terminal.type('\x03\x03');
    expect(await terminal.ended).toBe(130);
  });
});

it('goes on after a run that fails, and says why it did', async () => {
  hub.model.answerWith(refuse(400, 'The model is overloaded.'), streamText(ANSWER));
  const terminal = interactive(ASSISTANT);
  await ask(terminal);
  await terminal.untilShown(/The run failed: .*overloaded/s);
  await terminal.untilShown(/› $/);
  terminal.type('Again?\r');
  await terminal.untilShown(ANSWER);
  expect(await leave(terminal)).toBe(0);
});

it('takes lines that end with a backslash as one message', async () => {
  hub.model.answerWith(streamText(ANSWER));
  const terminal = interactive(ASSISTANT);
  await ask(terminal, 'One\\');
  await terminal.untilShown('… ');
  terminal.type('two\r');
  await terminal.untilShown(ANSWER);
  expect(hub.model.requests.at(-1)!.body!.messages!.at(-1)!.content).toBe('One\ntwo');
});
