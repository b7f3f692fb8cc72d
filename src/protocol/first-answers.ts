import { z } from 'zod';

/** The id of the page's element that holds the hub's first answers, as JSON. */
export const FIRST_ANSWERS = 'first-answers';

/**
 * The requests that the page needs before it shows anything, in this order: the answer about the account sets the
 * browser's cookie, which authenticates the other requests.
 */
export const FIRST_REQUESTS = {
  account: '/v1/account',
  health: '/health',
  assistants: '/v1/assistants?limit=100&order=asc',
} as const;

/** The bodies of the hub's answers to `FIRST_REQUESTS`, by path. */
export const firstAnswersSchema = z.record(z.string(), z.unknown());

export type FirstAnswers = z.infer<typeof firstAnswersSchema>;
