import { describe, expect, it } from 'vitest';
import { createMessageWriter } from '../../src/cli/message-writer.ts';
import { textContent, type Message } from '../../src/protocol/message.ts';
import type { UrlCitation } from '../../src/protocol/url-citation.ts';
import {
  createFakeTerminal,
  PIPE,
  shown,
  TERMINAL,
  type FakeTerminalOptions,
} from './support/fake-terminal.ts';
import { endMessage, say, type SentEvent } from './support/stream-of-run.ts';

const MENO = { url: 'https://plato.example/meno', title: 'The Meno' };
const WIKI = { url: 'https://wiki.example/virtue', title: '' };
const CITED: UrlCitation[] = [
  { type: 'url_citation', start_index: 0, end_index: 6, text: 'It is.', url_citation: MENO },
  { type: 'url_citation', text: WIKI.url, url_citation: WIKI },
];
const LIST = `[1] The Meno  ${MENO.url}\n[2] wiki.example  ${WIKI.url}\n`;

const MESSAGE: Message = {
  id: 'msg_1',
  object: 'thread.message',
  created_at: 1,
  thread_id: 'thread_1',
  role: 'assistant',
  status: 'completed',
  content: textContent('It is. So.', CITED),
};

describe('the sources of a message', () => {
  async function written(isTerminal: FakeTerminalOptions, message: Message): Promise<string> {
    const terminal = createFakeTerminal(isTerminal);
    await createMessageWriter(terminal.out).write(message);
    return terminal.both;
  }

  it('are marks in the text and a list after it in a terminal', async () => {
    expect(await written(TERMINAL, MESSAGE)).toBe(`It is. [1] So.\n\n${LIST}`);
  });

  it('are nothing in a pipe', async () => {
    expect(await written(PIPE, MESSAGE)).toBe('It is. So.\n');
  });

  it('cannot write control characters', async () => {
    const hostile = { url: 'https://a.example/\x1b[2J', title: 'a\x07\nb' };
    const content = textContent('So.', [{ type: 'url_citation', url_citation: hostile }]);
    // oxlint-disable-next-line no-control-regex
    expect(await written(TERMINAL, { ...MESSAGE, content })).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });
});

describe('with --stream, the sources of a message', () => {
  const { event, data } = endMessage('msg_1', 'It is.');
  const events: SentEvent[] = [
    say('msg_1', 'It '),
    say('msg_1', 'is.'),
    { event: 'hub.message.annotations', data: { id: 'msg_1', delta: { annotations: CITED } } },
    { event, data: { ...data, content: textContent('It is.', CITED) } },
    say('msg_2', 'So.'),
    endMessage('msg_2', 'So.'),
  ];

  it('are a list between it and the next message in a terminal', async () => {
    expect((await shown(TERMINAL, ...events)).stdout).toBe(`It is.\n\n${LIST}\nSo.\n`);
  });

  it('are nothing in a pipe', async () => {
    expect((await shown(PIPE, ...events)).stdout).toBe(
      (await shown(PIPE, ...events.filter(({ event: name }) => !name.startsWith('hub.')))).stdout,
    );
    expect((await shown(PIPE, ...events)).stderr).toBe('');
  });
});
