import { Hono, type Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { ApiProblem } from '../api-problem.ts';
import type { HubEnv } from '../hub-env.ts';
import { ProviderError, type ForwardedAnswer, type Provider } from '../providers/provider.ts';
import type { CompletionRun } from '../runner/completion-sink.ts';
import { passThrough, withFirst } from '../pass-through/pass-through.ts';
import { clientHasLeft } from '../requests/client-has-left.ts';
import { providerProblem } from '../requests/provider-problem.ts';
import { teeCompletion } from '../pass-through/tee-completion.ts';
import { validBody } from '../requests/validated.ts';

interface ChatCompletionDependencies {
  provider: Provider;
  /** The run that the request's headers name; throws an `ApiProblem` (400, 404, 409); null where they name none. */
  completionRun: (context: Context<HubEnv>) => Promise<CompletionRun | null>;
  report: (problem: string, error: unknown) => void;
}

/**
 * `POST /chat/completions`: passed on to the model, and its answer back, as they are. Where the request names
 * a run, the chunks of a stream go to that run's log too, under the id that the header `message_id` tells.
 */
export function chatCompletionRoutes(dependencies: ChatCompletionDependencies): Hono<HubEnv> {
  const { provider, completionRun, report } = dependencies;

  return new Hono<HubEnv>().post('/', async (context) => {
    const body = await validBody(context, z.looseObject({}));
    const run = await completionRun(context);
    const work = workFor(context.req.raw.signal, ...(run ? [run.signal] : []));
    try {
      const answer = await provider.forward(withModel(body, run), {
        signal: work.signal,
        isOfRun: run !== null,
        onNotice: run?.onNotice,
      });
      const bytes = await withFirst(answer.body);
      const sink = run && isStream(body, answer) ? run.open() : null;
      if (!sink) run?.abandon();
      const tee = sink && teeCompletion(sink);
      if (tee) work.signal.addEventListener('abort', tee.breakOff);

      const stream = passThrough(bytes, {
        onBytes: async (piece) => tee?.take(piece),
        onEnd() {
          tee?.end();
          work.abort();
        },
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
        ...(sink && { message_id: sink.messageId }),
      });
    } catch (error) {
      run?.abandon();
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

function withModel(body: Record<string, unknown>, run: CompletionRun | null): Record<string, unknown> {
  return body['model'] || !run?.model ? body : { ...body, model: run.model };
}

/** Some servers answer with JSON where they were asked for a stream. */
function isStream(body: Record<string, unknown>, { status, contentType }: ForwardedAnswer): boolean {
  return body['stream'] === true && status === 200 && !contentType.includes('application/json');
}
