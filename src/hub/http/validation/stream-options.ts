import type { Context, MiddlewareHandler } from 'hono';
import { KEEP_ALIVE_QUERY } from '../../../protocol/keep-alive.ts';
import type { Run } from '../../../protocol/run.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Framing } from '../../fan-out/framing.ts';
import { openAiRun } from '../../fan-out/openai-run.ts';

/**
 * Returns the framing in the `format` parameter.
 * @throws ApiProblem (400) if it is unknown
 */
export function framingOf({ req }: Context): Framing {
  const format = req.query('format');
  if (format === undefined) return 'envelope';
  if (format === 'openai') return 'openai';
  throw new ApiProblem(400, "Unknown format. Use format=openai, or leave it out for the hub's own events.", {
    param: 'format',
  });
}

/** Middleware that refuses an unknown format before anything is done. */
export const checkFormat: MiddlewareHandler = async (context, next) => {
  framingOf(context);
  await next();
};

/** Returns a run in the form that the client reads. Use it behind `checkFormat`. */
export function runFor(context: Context, run: Run): Run {
  return framingOf(context) === 'openai' || isOpenAiClient(context) ? openAiRun(run) : run;
}

/**
 * Whether an OpenAI client sends the request. OpenAI's clients set the header `OpenAI-Beta`, and Azure's clients set
 * the query parameter `api-version`.
 */
function isOpenAiClient({ req }: Context): boolean {
  return req.header('openai-beta') !== undefined || req.query('api-version') !== undefined;
}

/** Whether the client of a stream wants keep-alive events. */
export function wantsKeepAliveEvents({ req }: Context): boolean {
  return req.query(KEEP_ALIVE_QUERY.name) === KEEP_ALIVE_QUERY.value;
}
