import type { z } from 'zod';
import { FIRST_REQUESTS, FIRST_ANSWERS, firstAnswersSchema } from '../../protocol/first-answers.ts';

const answers = new Map(Object.entries(readFirstAnswers()));

/** What the hub has put into this page; in development, where Vite serves the page, that is nothing. */
function readFirstAnswers() {
  const element = document.getElementById(FIRST_ANSWERS);
  return firstAnswersSchema.parse(JSON.parse(element?.textContent ?? '{}'));
}

/**
 * The answer of the hub that came with the page. It is given once: after that the hub is to be asked.
 * @returns undefined where none came, or one that is not what the schema says
 */
export function takeFirstAnswer<T extends z.ZodType>(
  schema: T,
  asked: keyof typeof FIRST_REQUESTS,
): z.infer<T> | undefined {
  const path = FIRST_REQUESTS[asked];
  const answer = schema.safeParse(answers.get(path));
  answers.delete(path);
  return answer.data;
}
