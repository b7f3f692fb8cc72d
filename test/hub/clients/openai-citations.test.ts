import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { OPENAI_VERSIONS } from './openai-versions.ts';

const TEXT = 'It is knowledge [1].';
const MENO = { url: 'https://plato.example/meno', title: 'Meno' };
const WIKI = { url: 'https://wiki.example/virtue', title: '' };

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** A model that cites a page in front of its answer, and one at a place in it. */
async function answerWithSources(): Promise<void> {
  const completion = await hub.provider.nextCompletion();
  const cite = (page: object) => {
    const annotations = [{ type: 'url_citation', url_citation: page }];
    completion.pushChunk({ choices: [{ index: 0, delta: { annotations } }] });
  };
  cite(WIKI);
  completion.push(...TEXT.match(/.{1,5}/gs)!);
  cite({ ...MENO, start_index: 16, end_index: 19 });
  completion.end();
}

describe.each(OPENAI_VERSIONS)('openai $version, unmodified', ({ Client }) => {
  let client: OpenAI;
  beforeAll(() => {
    client = new Client({ baseURL: `${hub.url}/v1`, apiKey: 'any' });
  });

  it('streams an answer with sources as text, and finds them in the message', async () => {
    const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: 'Virtue?' }] });
    const assistant_id = hub.addAgent((env) => env.addReply(env.completion([], { stream: true })));
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id });
    const values: unknown[] = [];
    const names: string[] = [];
    stream.on('textDelta', ({ value }) => values.push(value)).on('event', ({ event }) => names.push(event));
    const [messages] = await Promise.all([stream.finalMessages(), answerWithSources()]);
    expect(values).toEqual(TEXT.match(/.{1,5}/gs));
    expect(names.filter((name) => name.startsWith('hub.'))).toEqual([]);
    expect(messages.map(({ status }) => status)).toHaveLength(1);

    const { data } = await client.beta.threads.messages.list(thread.id, { limit: 1 });
    const [content] = data[0]!.content;
    if (content?.type !== 'text') throw new Error('The message has no text.');
    const { value, annotations } = content.text;
    expect(annotations).toEqual([
      { type: 'url_citation', text: WIKI.url, url_citation: WIKI },
      { type: 'url_citation', text: '[1]', start_index: 16, end_index: 19, url_citation: MENO },
    ]);
    // As in OpenAI's examples, which put marks in the places of citations.
    const marked = annotations.reduce((text, { text: cited }, at) => text.replace(cited, `(${at})`), value);
    expect(marked).toBe('It is knowledge (1).');
  });
});
