import type { ChatMessage } from '../../../agents/agent.ts';
import type { UrlCitation } from '../../../protocol/url-citation.ts';
import { findTopic } from './topic.ts';

/** A part of an answer, with the web page that it cites, if it cites one. */
export interface AnswerPart {
  text: string;
  page?: UrlCitation['url_citation'];
}

/** A request for sources, but not a word about them, such as “the source of the Nile”. */
const SOURCES_REQUEST =
  /\b(?:cite (?:\w+ ){0,2}(?:sources?|references?)|(?:with|name|give|list) (?:me )?(?:your |the |some )?(?:sources|references))\b/i;

const SOCRATES = { url: 'https://plato.stanford.edu/entries/socrates/', title: 'Socrates' };
const SYMPOSIUM = { url: 'https://www.gutenberg.org/ebooks/1600', title: 'Symposium by Plato' };

/**
 * Returns an answer with sources if the person asks for them; null otherwise. The pages exist, and the sentences are
 * about them.
 */
export function writeCitedAnswer(messages: readonly ChatMessage[]): AnswerPart[] | null {
  const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  if (!SOURCES_REQUEST.test(asked)) return null;
  const topic = findTopic(asked)?.text ?? 'your question';
  return [
    { text: `You have asked about ${topic}, and for sources.\n\n` },
    { text: 'Socrates wrote nothing himself: what he asked is known from others.', page: SOCRATES },
    {
      text: ' One of them was Plato, who tells of a banquet at which each guest praises love.',
      page: SYMPOSIUM,
    },
    {
      text: ' Socrates speaks last, and repeats what a woman from Mantinea once taught him.',
      page: SYMPOSIUM,
    },
    {
      text:
        '\n\n*These sentences are prepared, and so are their sources: this is Symposium’s practice model, and no language ' +
        'model stands behind it. The numbers lead to real pages.*',
    },
  ];
}
