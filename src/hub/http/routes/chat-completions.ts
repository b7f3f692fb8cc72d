import { Hono, type Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { askForCompletion, isStreamed, type CompletionBody } from '../completions/ask-for-completion.ts';
import type { Report } from '../completions/provider-problem.ts';
import { createPassingDraft } from '../completions/fill-draft.ts';
import { settlesWithin } from '../completions/keep-alive.ts';
import { lateAnswer } from '../completions/late-answer.ts';
import { passThrough } from '../completions/pass-through.ts';
import { streamOf } from '../../providers/completion-answer.ts';
import { ProviderError, type ForwardedAnswer, type Provider } from '../../providers/provider.ts';
import { clientHasLeft } from '../middleware/client-left.ts';
import { providerProblem } from '../completions/provider-problem.ts';
import { validBody } from '../validation/validate.ts';
import type { CompletionRun } from '../../runner/completion-sink.ts';

interface ChatCompletionDependencies {
  provider: Provider;
  /** The run that the request's headers name; throws an `ApiProblem` (400, 404, 409); null where they name none. */
  completionRun: (context: Context<HubEnv>) => Promise<CompletionRun | null>;
  /** After how many milliseconds a client that asked for a stream, and a quiet stream, get a comment. */
  keepAliveInterval: number;
  report: Report;
}

/**
 * `POST /chat/completions`: passed on to the model, and its answer back. Where the request names a run, the answer is
 * the run's too: the chunks of a stream go to its log, under the id that the header `message_id` tells.
 */
export function chatCompletionRoutes(dependencies: ChatCompletionDependencies): Hono<HubEnv> {
  const { provider, completionRun, keepAliveInterval, report } = dependencies;

  return new Hono<HubEnv>().post('/', async (context) => {
    const body = await validBody(context, z.looseObject({}));
    const run = await completionRun(context);
    context.var.leaveWork?.();
    const work = workFor(context.req.raw.signal, ...(run ? [run.signal] : []));
    const draft = run && createPassingDraft(run, work.signal);

    function respond(answer: ForwardedAnswer, messageId: string | null): Response {
      const stream = passThrough(answer.body, {
        onEnd: () => work.abort(),
        onFailure(error) {
          if (error instanceof ProviderError) report('A chat completion broke off', error);
          work.abort();
          context.env.outgoing.destroy(); // without its end, so that no client takes the answer for whole
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
      const asking = run && draft && { run, draft };
      const asked = askForCompletion(provider, withRunSettings(body, run), asking, options);
      const isStream = isStreamed(body);
      if (isStream && !(await settlesWithin(keepAliveInterval, asked))) {
        return respond(streamOf(lateAnswer(asked, keepAliveInterval, report)), draft?.open() ?? null);
      }
      const answer = await asked;
      return respond(answer, isStream && answer.status < 400 ? (draft?.open() ?? null) : null);
    } catch (error) {
      if (run?.signal.aborted) throw new ApiProblem(409, 'The run has ended: it asks for nothing more.');
      if (work.signal.aborted) return clientHasLeft(context);
      work.abort();
      throw providerProblem(error);
    }
  });
}

/** What the hub does for a client and its run, until it is done or one of them has gone. */
function workFor(...goings: AbortSignal[]): AbortController {
  const work = new AbortController();
  for (const going of goings) {
    if (going.aborted) work.abort();
    else going.addEventListener('abort', () => work.abort(), { signal: work.signal });
  }
  return work;
}

/** Adds the model and the parameters of the run where the request does not set them, and limits its tokens to those that the run has left. */
function withRunSettings(body: CompletionBody, run: CompletionRun | null): CompletionBody {
  if (!run) return body;
  const asked = { ...run.parameters(), ...body, ...(!body['model'] && run.model && { model: run.model }) };
  const left = run.tokensLeft();
  if (!Number.isFinite(left)) return asked;
  const name = 'max_completion_tokens' in body ? 'max_completion_tokens' : 'max_tokens';
  const most = typeof body[name] === 'number' ? body[name] : Infinity;
  return { ...asked, [name]: Math.max(1, Math.min(most, left)) };
}
