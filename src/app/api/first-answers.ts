import type { z } from 'zod';
import { FIRST_REQUESTS, FIRST_ANSWERS, firstAnswersSchema } from '../../protocol/first-answers.ts';

const answers = new Map(Object.entries(readFirstAnswers()));

/** The answers that the hub has put into this page. In development Vite serves the page, which has none. */
function readFirstAnswers() {
  const element = document.getElementById(FIRST_ANSWERS);
  return firstAnswersSchema.parse(JSON.parse(element?.textContent ?? '{}'));
}

/**
 * Returns the answer of the hub that came with the page, once: later calls get nothing, and must ask the hub.
 * @returns undefined if there is none, or if it does not match the schema
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
