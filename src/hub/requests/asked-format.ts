import type { Context } from 'hono';
import type { Run } from '../../protocol/run.ts';
import { ApiProblem } from '../api-problem.ts';
import type { Framing } from '../fan-out/framing.ts';
import { openAiRun } from '../openai-run.ts';

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

/**
 * A run as whoever asks reads it: OpenAI's clients say that they are such, as others can.
 * @throws ApiProblem (400) where the request asks for a format that there is not
 */
export function runFor(context: Context, run: Run): Run {
  const isOpenAi = askedFraming(context) === 'openai' || context.req.header('openai-beta') !== undefined;
  return isOpenAi ? openAiRun(run) : run;
}
