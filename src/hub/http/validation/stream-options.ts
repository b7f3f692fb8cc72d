import type { Context, MiddlewareHandler } from 'hono';
import { KEEP_ALIVE_QUERY } from '../../../protocol/keep-alive.ts';
import type { Run } from '../../../protocol/run.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Framing } from '../../fan-out/framing.ts';
import { openAiRun } from '../../fan-out/openai-run.ts';

/**
 * The framing that a request asks for by its address.
 * @throws ApiProblem (400) where there is none of that name
 */
export function askedFraming({ req }: Context): Framing {
  const format = req.query('format');
  if (format === undefined) return 'envelope';
  if (format === 'openai') return 'openai';
  throw new ApiProblem(
    400,
    'There is no such format: leave it out, for an EventSource, or ask for format=openai.',
    { param: 'format' },
  );
}

/** Refuses what asks for a framing that there is not, before anything is done. */
export const checkFormat: MiddlewareHandler = async (context, next) => {
  askedFraming(context);
  await next();
};

/** A run as whoever asks reads it, behind `checkFormat`. */
export function runFor(context: Context, run: Run): Run {
  return askedFraming(context) === 'openai' || isOpenAiClient(context) ? openAiRun(run) : run;
}

/** Whether a client of OpenAI's asks: they say so by a header, and those of Azure by the version that they ask for. */
function isOpenAiClient({ req }: Context): boolean {
  return req.header('openai-beta') !== undefined || req.query('api-version') !== undefined;
}

/** Whether a stream's client asks for keep-alive events. */
export function wantsKeepAliveEvents({ req }: Context): boolean {
  return req.query(KEEP_ALIVE_QUERY.name) === KEEP_ALIVE_QUERY.value;
}
