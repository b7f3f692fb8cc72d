import { describe, expect, it } from 'vitest';
import { gatherAnswer } from '../../../../src/hub/providers/openai-compatible/reading/gather-answer.ts';
import { readAnswer } from '../../../../src/hub/providers/openai-compatible/reading/read-answer.ts';
import { readChunk } from '../../../../src/hub/runner/recording/read-chunk.ts';
import type { UrlCitation } from '../../../../src/protocol/url-citation.ts';
import { chunk, frame } from '../../../support/model-answers.ts';
import { say, STOP } from './model-server-case.ts';

const PLATO = 'https://plato.example/meno';
const WIKI = 'https://wiki.example/virtue';

async function* send(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

/** The sources that each chunk of a stream adds, without the chunks that add none. */
async function sourcesOf(...parts: string[]): Promise<(readonly UrlCitation[])[]> {
  const found: (readonly UrlCitation[])[] = [];
  for await (const one of readAnswer(send(...parts), { wantsUsage: true })) {
    const { annotations = [] } = readChunk(one) ?? {};
    if (annotations.length > 0) found.push(annotations);
  }
  return found;
}

const source = (url: string, title = '', place: [number, number] | null = null): UrlCitation => ({
  type: 'url_citation',
  url_citation: { url, title },
  ...(place && { start_index: place[0], end_index: place[1] }),
});
const annotation = (url: string, title: string, start_index: number, end_index: number) => ({
  type: 'url_citation',
  url_citation: { url, title, start_index, end_index },
});
const USED = { usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } };

describe('the sources of a streamed answer are read', () => {
  it.each<[string, string[], (readonly UrlCitation[])[]]>([
    [
      // https://platform.openai.com/docs/guides/tools-web-search
      'from OpenAI, whose last delta has them with their places',
      [say('It is knowledge.'), frame(chunk({ annotations: [annotation(PLATO, 'Meno', 6, 15)] })), STOP],
      [[source(PLATO, 'Meno', [6, 15])]],
    ],
    [
      // https://openrouter.ai/docs/features/web-search
      'from OpenRouter, one by one, without places',
      [
        frame(chunk({ content: '', annotations: [annotation(PLATO, 'Meno', 0, 0)] })),
        frame(chunk({ content: 'It is.', annotations: [annotation(WIKI, 'Virtue', 0, 0)] })),
        STOP,
      ],
      [[source(PLATO, 'Meno')], [source(WIKI, 'Virtue')]],
    ],
    [
      'from annotations without a nested object',
      [
        frame(chunk({ annotations: [{ type: 'url_citation', url: PLATO, start_index: 1, end_index: 3 }] })),
        STOP,
      ],
      [[source(PLATO, '', [1, 3])]],
    ],
    [
      // https://docs.perplexity.ai/api-reference/chat-completions-post
      'from Perplexity, which repeats them with every chunk',
      [
        frame({ ...chunk({ content: 'It is[1]' }), citations: [PLATO, WIKI] }),
        frame({
          ...chunk({ content: ' so[2].' }),
          citations: [PLATO, WIKI],
          search_results: [{ title: 'Virtue', url: WIKI, date: '2025-01-01' }],
        }),
        STOP,
      ],
      [[source(PLATO), source(WIKI)]],
    ],
    [
      'from the search results of Perplexity',
      [
        frame({ ...chunk({ content: 'So[1].' }), search_results: [{ title: ' The\n Meno ', url: PLATO }] }),
        STOP,
      ],
      [[source(PLATO, 'The Meno')]],
    ],
    [
      // https://docs.x.ai/docs/guides/live-search
      'from xAI, whose chunk with the usage has them',
      [say('It is.'), STOP, frame({ ...chunk({}), choices: [], ...USED, citations: [PLATO, WIKI] })],
      [[source(PLATO), source(WIKI)]],
    ],
    [
      'and others are dropped: of files, of other schemes, too long, without an address',
      [
        frame(
          chunk({
            annotations: [
              { type: 'file_citation', file_citation: { file_id: 'file_1' } },
              annotation('javascript:alert(1)', 'Meno', 0, 3),
              annotation('data:text/html,x', '', 0, 3),
              annotation(`https://a.example/${'a'.repeat(3_000)}`, '', 0, 3),
              { type: 'url_citation' },
              7,
              null,
            ],
          }),
        ),
        frame({ ...chunk({ content: 'So.' }), citations: [null, 'see Plato'], search_results: 'none' }),
        STOP,
      ],
      [],
    ],
    [
      'at most 200',
      [
        frame({
          ...chunk({ content: 'So.' }),
          citations: Array.from({ length: 300 }, (_, at) => `${PLATO}/${at}`),
        }),
        STOP,
      ],
      [Array.from({ length: 200 }, (_, at) => source(`${PLATO}/${at}`))],
    ],
  ])('%s', async (_, parts, sources) => {
    expect(await sourcesOf(...parts, frame('[DONE]'))).toEqual(sources);
  });

  it('and the text is the same as without them', async () => {
    const cited = frame({ ...chunk({ content: 'So[1].' }), citations: [PLATO] });
    const { completion, json } = await gatherAnswer(readAnswer(send(say('It is. '), cited, STOP)));
    expect(completion).toMatchObject({ text: 'It is. So[1].', annotations: [source(PLATO)] });
    expect(json).toMatchObject({
      choices: [{ message: { annotations: [{ url_citation: { url: PLATO } }] } }],
    });
  });
});

it('the sources of an answer in one piece are read', async () => {
  const message = { role: 'assistant', content: 'It is.', annotations: [annotation(PLATO, 'Meno', 0, 5)] };
  const body = { object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] };
  const { completion } = await gatherAnswer(readAnswer(send(JSON.stringify(body))));
  expect(completion).toMatchObject({ text: 'It is.', annotations: [source(PLATO, 'Meno', [0, 5])] });
});
