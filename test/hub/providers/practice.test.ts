import MarkdownIt from 'markdown-it';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatMessage, CompletionChunk } from '../../../src/agents/agent.ts';
import { chunkText } from '../../../src/agents/stream-handler.ts';
import { createPracticeProvider } from '../../../src/hub/providers/practice/practice-provider.ts';
import { STRANGE_MESSAGES } from './strange-messages.ts';

const SOCRATES = 'respond as though you were Socrates';
const PLATO = 'Now, respond as though you were Plato';
const PLAN = 'Make a short plan for the answer. The person will not see it.';
const PLAIN = 'You are a helpful assistant.';
const PROMPTS = { SOCRATES, PLATO, PLAN, PLAIN };

const provider = createPracticeProvider({ tokensPerSecond: Infinity });

function conversation(prompt: string, ...turns: string[]): ChatMessage[] {
  const system: ChatMessage = { role: 'system', content: prompt };
  return [
    system,
    ...turns.map((content, at): ChatMessage => ({ role: at % 2 ? 'assistant' : 'user', content })),
  ];
}

async function collect(chunks: AsyncIterable<CompletionChunk>): Promise<CompletionChunk[]> {
  const collected: CompletionChunk[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}

function stream(messages: ChatMessage[], maxTokens?: number): Promise<CompletionChunk[]> {
  return collect(provider.stream({ model: null, messages, maxTokens, signal: new AbortController().signal }));
}

async function answer(messages: ChatMessage[]): Promise<string> {
  const { signal } = new AbortController();
  return (await provider.complete({ model: null, messages, signal })).text;
}

const markdownIt = new MarkdownIt();

function render(markdown: string): string {
  return markdownIt.render(markdown);
}

describe('the answers of the practice model', () => {
  it.each(Object.entries(PROMPTS))(
    'say that no language model stands behind them, asked for %s',
    async (_, prompt) => {
      for (const words of ['What is virtue?', 'How do I learn the lyre?', 'Are you a real model?', '']) {
        const text = await answer(conversation(prompt, words));
        expect(text).toMatch(/Symposium’s \**practice model/);
        expect(text).toMatch(/no language model stands behind/i);
      }
    },
  );

  it('ask questions as Socrates, about the person’s topic', async () => {
    const text = await answer(conversation(SOCRATES, 'What is virtue?'));
    expect(text).toContain('**virtue**');
    expect(text.split('?').length - 1).toBeGreaterThanOrEqual(5);
    expect(render(text)).toMatch(/<ol>[\s\S]*<blockquote>/);
  });

  it('tell of the cave, the line and the Forms as Plato', async () => {
    const text = await answer(conversation(PLATO, 'What is virtue?'));
    for (const word of ['virtue', '**cave**', 'line**', '**Form**']) expect(text).toContain(word);
    expect(render(text)).toMatch(/<h2>[\s\S]*<table>[\s\S]*<blockquote>/);
  });

  it('give numbered steps if the system prompt or the person asks for a plan', async () => {
    for (const messages of [
      conversation(PLAN, 'What is virtue?'),
      conversation(PLAIN, 'Write me a plan for a symposium.'),
    ]) {
      expect(render(await answer(messages))).toMatch(/<ol>(\s*<li><strong>[\s\S]*?<\/li>){5}/);
    }
  });

  it('give no plan if the prompt only mentions an existing plan', async () => {
    const text = await answer(conversation(`${SOCRATES}. Follow this plan: 1. Ask.`, 'What is virtue?'));
    expect(text).toContain('> “');
  });

  it.each([
    ['What is the good life?', 'the good life'],
    ['Who was that? Explain recollection!', 'recollection'],
    ["What's my purpose?", "“What's my purpose?”"],
    ['Hello! Tell me about courage. And please be brief.', 'courage'],
    ['how do I learn the lyre', '“how do I learn the lyre”'],
    ['Can virtue be taught?', '“Can virtue be taught?”'],
    ['Kann man Tugend lehren?', '“Kann man Tugend lehren?”'],
    ['Why do you ask?', '“Why do you ask?”'],
    [STRANGE_MESSAGES['100 KB and then a question']!, 'courage'],
  ])('name the topic of the message: %.40s', async (words, topic) => {
    for (const prompt of [SOCRATES, PLATO])
      expect(await answer(conversation(prompt, words))).toContain(topic);
  });

  it('mention the topic of the previous message', async () => {
    const text = await answer(
      conversation(SOCRATES, 'What is virtue?', 'I do not know.', 'What is courage?'),
    );
    expect(text).toContain('**courage**');
    expect(text).toContain('*virtue*');
  });

  it('are the same for the same message, and differ for different messages', async () => {
    const ask = (words: string) => answer(conversation(SOCRATES, words));
    expect(await ask('What is virtue?')).toBe(await ask('What is virtue?'));
    const answers = await Promise.all(
      ['virtue', 'courage', 'love', 'wine'].map((topic) => ask(`What is ${topic}?`)),
    );
    expect(new Set(answers).size).toBe(4);
  });
});

describe('the stream of the practice model', () => {
  it('sends chunks as OpenAI does: the role, then text, then the finish reason', async () => {
    const chunks = await stream(conversation(SOCRATES, 'What is virtue?'));
    expect(chunks[0]).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion.chunk',
      created: expect.any(Number),
      model: 'practice',
      choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }],
    });
    expect(chunks.at(-1)?.choices).toEqual([{ index: 0, delta: {}, finish_reason: 'stop' }]);
    expect(new Set(chunks.map((chunk) => chunk['id'])).size).toBe(1);
    expect(chunks.slice(1, -1).every((chunk) => chunkText(chunk) !== '')).toBe(true);
  });

  describe.each(Object.entries(PROMPTS))('asked for %s', (_, prompt) => {
    it.each(Object.entries(STRANGE_MESSAGES))(
      'sends a complete answer to %s, in 150 to 600 tokens',
      async (__, words) => {
        const messages = conversation(prompt, words, 'Well?', words);
        const chunks = await stream(messages);
        const text = chunks.map(chunkText).join('');
        expect(text).toBe(await answer(messages));
        expect(chunks.length).toBeGreaterThanOrEqual(150);
        expect(chunks.length).toBeLessThanOrEqual(600);
      },
    );

    it.each(Object.entries(STRANGE_MESSAGES))('keeps its markdown valid around %s', async (__, words) => {
      const shape = (html: string) => html.match(/<\/?(?!em|strong|del)\w+/g);
      const text = await answer(conversation(prompt, words));
      const html = render(text);
      expect(html).not.toMatch(/<(?:script|img|a) /);
      // Whatever was quoted, a plain word in its place makes the same headings, lists, tables and code.
      const quoted = /“[^”]*”(?=[*,:.?]|\s|$)/gu;
      expect(shape(render(text.replaceAll(quoted, '“x”')))).toEqual(shape(html));
      expect(html).not.toMatch(/\*\*|\p{Surrogate}|\u202e/u);
    });
  });

  it.each([
    'What is a|b?',
    'Explain <b>virtue</b>',
    'Define `virtue',
    'What is **virtue_?',
    'What is ~~virtue[1](x)?',
  ])('keeps its table valid around the name in %s', async (words) => {
    const html = render(await answer(conversation(PLATO, words)));
    expect(html.match(/<td>/g)).toHaveLength(12);
    expect(html).not.toMatch(/\||&lt;|[`~]|\*\*/);
    expect(html.match(/<td>([^<]*), itself<\/td>/)?.[1]).toMatch(/^(?:a b|virtue1?)$/);
  });

  it('stops at the requested number of tokens, with the finish reason `length`', async () => {
    const chunks = await stream(conversation(PLAIN, 'What is virtue?'), 20);
    expect(chunks.filter((chunk) => chunkText(chunk) !== '')).toHaveLength(20);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length');
  });

  it('names itself as the model, whichever model is requested', async () => {
    const signal = new AbortController().signal;
    const [first] = await collect(provider.stream({ model: 'gpt-5', messages: [], signal }));
    expect(first?.['model']).toBe('practice');
    expect(await provider.listModels(signal)).toEqual(['practice']);
    expect(provider).toMatchObject({ kind: 'practice', defaultModel: 'practice' });
  });
});

describe('the pace of the practice model', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const messages = conversation(SOCRATES, 'What is virtue?');

  it.each([20, 60, 250])('is about %d tokens per second, after a short delay', async (tokensPerSecond) => {
    const { signal } = new AbortController();
    const started = performance.now();
    const times: number[] = [];
    const reading = (async () => {
      const slow = createPracticeProvider({ tokensPerSecond });
      for await (const _ of slow.stream({ model: null, messages, signal }))
        times.push(performance.now() - started);
    })();
    await vi.runAllTimersAsync();
    await reading;

    const thought = times[0]! * (tokensPerSecond / 60);
    expect(thought).toBeGreaterThan(200);
    expect(thought).toBeLessThan(400);
    const rate = (times.length - 1) / ((times.at(-1)! - times[0]!) / 1_000);
    expect(rate / tokensPerSecond).toBeGreaterThan(0.85);
    expect(rate / tokensPerSecond).toBeLessThan(1.15);
    const gaps = new Set(times.slice(1).map((time, at) => Math.round(time - times[at]!)));
    expect(gaps.size).toBeGreaterThan(1);
  });

  it('delays a complete answer a little', async () => {
    const { signal } = new AbortController();
    let whole: string | undefined;
    const asking = createPracticeProvider()
      .complete({ model: null, messages, signal })
      .then(({ text }) => (whole = text));
    await vi.advanceTimersByTimeAsync(500);
    expect(whole).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await asking).toBe(await answer(messages));
  });

  it.each([0, 10, 2_000])('stops at once when aborted after %d ms, and leaves no timer', async (after) => {
    const controller = new AbortController();
    const reason = new Error('The person stopped it.');
    const request = { model: null, messages, signal: controller.signal };
    const outcomes = Promise.allSettled([
      collect(createPracticeProvider().stream(request)),
      after < 500 ? createPracticeProvider().complete(request) : Promise.reject(reason),
    ]);
    await vi.advanceTimersByTimeAsync(after);
    controller.abort(reason);
    expect(await outcomes).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not start when aborted beforehand, and stops between two chunks that are sent without waiting', async () => {
    const reason = new Error('Too late.');
    const request = { model: null, messages, signal: AbortSignal.abort(reason) };
    await expect(collect(provider.stream(request))).rejects.toBe(reason);
    await expect(provider.complete(request)).rejects.toBe(reason);

    const controller = new AbortController();
    const chunks = provider.stream({ ...request, signal: controller.signal })[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.next();
    controller.abort(reason);
    await expect(chunks.next()).rejects.toBe(reason);
  });

  it('rejects a pace of zero or less', () => {
    for (const tokensPerSecond of [0, -1, Number.NaN]) {
      expect(() => createPracticeProvider({ tokensPerSecond })).toThrow(
        'tokensPerSecond must be more than 0',
      );
    }
  });
});
