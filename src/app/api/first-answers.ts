import type { z } from 'zod';
import { FIRST_REQUESTS, FIRST_ANSWERS, firstAnswersSchema } from '../../protocol/first-answers.ts';

const answers = new Map(Object.entries(readFirstAnswers()));

/**
 * Returns the answers that the hub has included in this page. There are none in development, because Vite serves the
 * page.
 */
function readFirstAnswers() {
  const element = document.getElementById(FIRST_ANSWERS);
  return firstAnswersSchema.parse(JSON.parse(element?.textContent ?? '{}'));
}

/**
 * Returns an answer that the hub has included in the page. It is returned only once: later calls must request it.
 * @returns undefined if there is no such answer, or if it does not match the schema
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
