import { list, paragraph } from './blocks.ts';
import { createRandom } from './random.ts';
import { createWords } from './words.ts';

/** An earlier message of the conversation. */
export interface EarlierMessage {
  role: 'user' | 'assistant';
  content: string;
}

const SEED = 500;

/** Returns this many messages, questions and answers in turn. They are the same in each call. */
export function earlierMessages(count: number): EarlierMessage[] {
  const words = createWords(createRandom(SEED), null);
  return Array.from({ length: count }, (_, at) =>
    at % 2 === 0
      ? { role: 'user', content: `What of ${words.words(3, 9).join(' ')}?` }
      : { role: 'assistant', content: `${paragraph(words)}\n\n${list(words)}\n\n${paragraph(words)}` },
  );
}
