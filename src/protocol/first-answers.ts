import { z } from 'zod';

/** The id of the element of the client's page that holds the hub's first answers, as JSON. */
export const FIRST_ANSWERS = 'first-answers';

/**
 * What the page asks before it shows anything, in this order: with the account comes the browser's cookie, by which
 * the rest is answered.
 */
export const FIRST_REQUESTS = {
  account: '/v1/account',
  health: '/health',
  assistants: '/v1/assistants?limit=100&order=asc',
} as const;

/** The hub's answers to what the page asks before it shows anything: the body of each, by the path asked for. */
export const firstAnswersSchema = z.record(z.string(), z.unknown());

export type FirstAnswers = z.infer<typeof firstAnswersSchema>;
