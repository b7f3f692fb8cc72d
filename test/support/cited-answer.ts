import { chunk, frame } from './model-answers.ts';

const PARTS: { text: string; page?: { url: string; title: string } }[] = [
  { text: 'Socrates wrote nothing himself:' },
  {
    text: ' what he asked is known from others.',
    page: { url: 'https://plato.stanford.edu/entries/socrates/', title: 'Socrates' },
  },
  {
    text: ' One of them was Plato, who tells of a banquet.',
    page: { url: 'https://www.gutenberg.org/ebooks/1600', title: 'Symposium by Plato' },
  },
  { text: '\n\nThe rest is for you to *ask*.' },
];
const USAGE = {
  prompt_tokens: 1_310,
  completion_tokens: 214,
  total_tokens: 1_524,
  prompt_tokens_details: { cached_tokens: 1_024 },
  completion_tokens_details: { reasoning_tokens: 120 },
};

/** The chunks of an answer that cites two pages at two places, with the usage at its end. Each page has its own chunk. */
export function citedAnswer(): string {
  let at = 0; // in code points
  const cited: string[] = [];
  const texts = PARTS.map(({ text, page }) => {
    const place = { start_index: at, end_index: at + [...text].length };
    at = place.end_index;
    const annotations = [{ type: 'url_citation', url_citation: { ...page, ...place } }];
    if (page) cited.push(frame(chunk({ annotations })));
    return frame(chunk({ content: text }));
  });
  const used = frame({ ...chunk({}), choices: [], usage: USAGE });
  return texts.join('') + cited.join('') + frame(chunk({}, 'stop')) + used + frame('[DONE]');
}
