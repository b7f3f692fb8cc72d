import { Hono, type Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import {
  requestCompletion,
  isStreamed,
  offersTools,
  type CompletionBody,
} from '../completions/request-completion.ts';
import { createPassingDraft } from '../completions/fill-draft.ts';
import { settlesWithin } from '../completions/keep-alive.ts';
import { lateAnswer } from '../completions/late-answer.ts';
import { passThrough } from '../completions/pass-through.ts';
import { streamOf } from '../../providers/completion-answer.ts';
import { ProviderError, type ForwardedAnswer, type Provider } from '../../providers/provider.ts';
import { clientLeft } from '../client-left.ts';
import { providerProblem, type Report } from '../completions/provider-errors.ts';
import { validBody } from '../validation/validate.ts';
import type { CompletionRun } from '../../runner/recording/completion-sink.ts';

interface ChatCompletionDependencies {
  provider: Provider;
  /**
   * Finds the run that the request's headers name; null if they name none. Throws an `ApiProblem` (400) or
   * `RefusedError`.
   */
  completionRun: (context: Context<HubEnv>) => Promise<CompletionRun | null>;
  /**
   * Interval between the comments in a stream without data, in milliseconds. They are also sent while the stream
   * waits for the model's answer.
   */
  keepAliveInterval: number;
  report: Report;
}

/**
 * `POST /chat/completions` passes the request to the model, and the answer back. If the request names a run, the
 * answer also belongs to that run: the chunks of a stream go to its log, under the id in the header `message_id`.
 */
export function chatCompletionRoutes(dependencies: ChatCompletionDependencies): Hono<HubEnv> {
  const { provider, completionRun, keepAliveInterval, report } = dependencies;

  return new Hono<HubEnv>().post('/', async (context) => {
    const body = await validBody(context, z.looseObject({}));
    const run = await completionRun(context);
    context.var.leaveWork?.();
    const work = workFor(context.req.raw.signal, ...(run ? [run.signal] : []));
    const answersCalls = context.req.header('answers_calls') === 'true';
    const draft = run && createPassingDraft(run, work.signal, { isQuiet: offersTools(body), answersCalls });

    function respond(answer: ForwardedAnswer, messageId: string | null): Response {
      const stream = passThrough(answer.body, {
        onEnd: () => work.abort(),
        onFailure(error) {
          if (error instanceof ProviderError) report('A chat completion broke off', error);
          work.abort();
          context.env.outgoing.destroy(); // the stream has no end marker, so clients do not take it for complete
        },
        onCancel: () => work.abort(),
      });
      return context.body(stream, answer.status as ContentfulStatusCode, {
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        ...answer.headers,
        'content-type': answer.contentType,
        ...(messageId !== null && { message_id: messageId }),
      });
    }

    try {
      const options = { signal: work.signal, keepAliveInterval, report };
      const target = run && draft && { run, draft };
      const answering = requestCompletion(provider, withRunSettings(body, run), target, options);
      const isStream = isStreamed(body);
      if (isStream && !(await settlesWithin(keepAliveInterval, answering))) {
        return respond(streamOf(lateAnswer(answering, keepAliveInterval, report)), draft?.open() ?? null);
      }
      const answer = await answering;
      return respond(answer, isStream && answer.status < 400 ? (draft?.open() ?? null) : null);
    } catch (error) {
      if (run?.signal.aborted)
        throw new ApiProblem(409, 'The run has ended, so it can request no more completions.');
      if (work.signal.aborted) return clientLeft(context);
      work.abort();
      throw providerProblem(error);
    }
  });
}

/** Creates an abort controller for work. It is aborted when one of these signals is aborted. */
function workFor(...endings: AbortSignal[]): AbortController {
  const work = new AbortController();
  for (const ending of endings) {
    if (ending.aborted) work.abort();
    else ending.addEventListener('abort', () => work.abort(), { signal: work.signal });
  }
  return work;
}

/**
 * Adds the model and the parameters of the run unless the request sets them, and limits its tokens to those that
 * the run has left.
 */
function withRunSettings(body: CompletionBody, run: CompletionRun | null): CompletionBody {
  if (!run) return body;
  const request = { ...run.parameters(), ...body, ...(!body['model'] && run.model && { model: run.model }) };
  const left = run.tokensLeft();
  if (!Number.isFinite(left)) return request;
  const name = 'max_completion_tokens' in body ? 'max_completion_tokens' : 'max_tokens';
  const most = typeof body[name] === 'number' ? body[name] : Infinity;
  return { ...request, [name]: Math.max(1, Math.min(most, left)) };
}
