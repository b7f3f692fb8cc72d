import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { threadAsMarkdown } from '../../src/client/thread-as-markdown.ts';
import { textContent, type Message } from '../../src/protocol/message.ts';
import type { Thread } from '../../src/protocol/thread.ts';

/** Local time, so that the text is the same in every time zone. */
const AT = new Date(2026, 10, 25, 14, 3).getTime() / 1000;

function messageOf(role: Message['role'], text: string, fields: Partial<Message> = {}): Message {
  return {
    id: 'msg_1',
    object: 'thread.message',
    created_at: AT,
    thread_id: 'thread_1',
    role,
    status: 'completed',
    content: textContent(text),
    ...fields,
  };
}

function exported(topic: string, ...messages: Message[]): string {
  const thread: Thread = { id: 'thread_1', object: 'thread', created_at: AT, metadata: { topic } };
  return threadAsMarkdown(thread, messages, ({ role }) => (role === 'user' ? 'You' : 'Socrates'));
}

const cutShort = (reason: string): Partial<Message> => ({
  status: 'incomplete',
  incomplete_details: { reason },
});

describe('a thread as markdown', () => {
  it('has the sources of each message below its text, also below open code', () => {
    const page = { url: 'https://plato.example/meno', title: 'Meno' };
    const cited = { type: 'url_citation' as const, url_citation: page, start_index: 0, end_index: 6 };
    const content = textContent('It is.\n```\ncode', [cited]);
    expect(exported('Virtue', messageOf('assistant', '', { content }))).toContain(
      'It is.[[1]](<https://plato.example/meno>)\n```\ncode\n```\n\nSources:\n\n1. [Meno](<https://plato.example/meno>)\n',
    );
  });

  it('has its title, and each message with author and time', () => {
    expect(
      exported('What is virtue?', messageOf('user', 'Tell me.'), messageOf('assistant', '**Knowledge.**\n')),
    ).toBe(`# What is virtue?

## You

*25 November 2026 at 14:03*

Tell me.

## Socrates

*25 November 2026 at 14:03*

**Knowledge.**
`);
  });

  it('leaves out the thoughts of a model, and nothing that a person wrote', () => {
    const text = '<think>Hm.</think>\n\nYes.';
    const document = exported('T', messageOf('assistant', text), messageOf('user', text));
    expect(document.match(/Hm/g)).toHaveLength(1);
    expect(document).toContain('at 14:03*\n\nYes.');
  });

  it('keeps the title in one line, and has a default title', () => {
    expect(exported('What\n# is\tvirtue?')).toBe('# What # is virtue?\n');
    expect(exported(' ')).toBe('# Untitled\n');
  });

  it.each([
    ['run_cancelled', 'Stopped'],
    ['run_failed', 'Incomplete'],
    ['something_new', 'Incomplete'],
  ])('labels an incomplete message: %s', (reason, words) => {
    const text = exported('Virtue', messageOf('assistant', 'It is', cutShort(reason)));
    expect(text).toMatch(new RegExp(`It is\n\n\\*${words}\\*\n$`));
  });

  const CODE = '```js\nconst life = 1;';
  it.each([
    ['that is closed', `${CODE}\n\`\`\``],
    ['that is closed by more', `${CODE}\n\`\`\`\`\``],
    ['that is not closed', CODE],
    ['that has only begun', 'So:\n\n```'],
    ['of tildes, with a fence in it', '~~~md\n```\n~~~\nis closed, and\n~~~md\n```js\n```'],
    ['that ends with what looks like a fence', '````md\n```'],
    ['in a list', `- first\n\n  \`\`\`js\n  one();\n  \`\`\`\n- second`],
    ['in a list, not closed', `1. first\n\n   \`\`\`js\n   one();`],
  ])('keeps code complete %s, and closes it before the next message', (_, code) => {
    const text = exported(
      'Code',
      messageOf('assistant', code, cutShort('run_cancelled')),
      messageOf('user', 'Go on.'),
    );
    expect(text).toContain(code);
    const tokens = new MarkdownIt('commonmark').parse(text, {});
    const headings = tokens.filter(({ type }) => type === 'heading_open').map(({ tag }) => tag);
    expect(headings).toEqual(['h1', 'h2', 'h2']);
    const paragraphs = tokens.filter(({ type }) => type === 'inline').map(({ content }) => content);
    expect(paragraphs).toEqual(expect.arrayContaining(['*Stopped*', 'Go on.']));
    const before = new MarkdownIt('commonmark').parse(code, {}).filter(({ type }) => type === 'fence');
    expect(tokens.filter(({ type }) => type === 'fence').map(({ content }) => content.trimEnd())).toEqual(
      before.map(({ content }) => content.trimEnd()),
    );
  });
});
