import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { pageQuerySchema } from '../../protocol/page.ts';
import { runInputSchema, runUpdateSchema, threadRunInputSchema } from '../../protocol/run.ts';
import { notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { findRunMessage, listRunMessages } from '../db/messages.ts';
import { listRuns, toRun, type RunRow } from '../db/runs.ts';
import { newThread } from '../db/threads.ts';
import type { FanOut } from '../fan-out/fan-out.ts';
import type { HubEnv } from '../hub-env.ts';
import { messageStep } from '../runner/run-step.ts';
import type { Runner } from '../runner/runner.ts';
import type { Limiter } from '../security/limiter.ts';
import { responseHeaders } from '../security/response-headers.ts';
import { namedRun } from '../requests/own-thread.ts';
import { repeatable } from '../requests/repeatable.ts';
import { takeStream, tooManyStreams } from '../requests/stream-cap.ts';
import { validBody, validQuery } from '../requests/validated.ts';

interface RunRoutesDependencies {
  db: Database;
  runner: Runner;
  fanOut: FanOut;
  streams: Limiter;
}

/** `POST /threads/runs`: a thread and a run on it, in one step. */
export function threadRunRoutes({ runner, fanOut, streams }: RunRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>().post('/', async (context) => {
    const { thread: threadInput, ...rest } = await validBody(context, threadRunInputSchema);
    const thread = newThread(context.var.account.id, threadInput?.metadata ?? {});
    if (rest.stream && !takeStream(context, streams)) throw tooManyStreams();
    const input = { ...rest, additional_messages: threadInput?.messages ?? [] };
    const run = await runner.start({
      thread,
      isNewThread: true,
      input,
      repeatable: await repeatable(context),
    });
    return answerRun(context, fanOut, run, input.stream ?? false);
  });
}

/** `/threads/{thread}/runs`: start, list, read, change and cancel; and the steps of a run. */
export function runRoutes({ db, runner, fanOut, streams }: RunRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) =>
      context.json(await listRuns(db, context.var.thread.id, validQuery(context, pageQuerySchema))),
    )
    .post('/', async (context) => {
      const input = await validBody(context, runInputSchema);
      if (input.stream && !takeStream(context, streams)) throw tooManyStreams();
      const { thread } = context.var;
      const run = await runner.start({
        thread,
        isNewThread: false,
        input,
        repeatable: await repeatable(context),
      });
      return answerRun(context, fanOut, run, input.stream ?? false);
    })
    .get('/:run', async (context) => context.json(toRun(await namedRun(db, context))))
    .post('/:run', async (context) => {
      const run = await namedRun(db, context);
      const update = await validBody(context, runUpdateSchema);
      return context.json(toRun(await runner.update(run, update, context.var.grant !== null)));
    })
    .post('/:run/cancel', async (context) =>
      context.json(toRun(await runner.cancel(context.var.thread, await namedRun(db, context)))),
    )
    .get('/:run/steps', async (context) => {
      const run = await namedRun(db, context);
      const { after, before, ...query } = validQuery(context, pageQuerySchema);
      const cursors = { after: after && toMessageId(after), before: before && toMessageId(before) };
      return context.json(await listRunMessages(db, run.id, { ...query, ...cursors }, messageStep));
    })
    .get('/:run/steps/:step', async (context) => {
      const run = await namedRun(db, context);
      const id = context.req.param('step');
      const message = await findRunMessage(db, run.id, toMessageId(id));
      if (!message) throw notFound('run step', id);
      return context.json(messageStep(message));
    });
}

/** A step goes by the id of the message that it makes. */
function toMessageId(stepId: string): string {
  return stepId.replace(/^step_/, 'msg_');
}

/** A run as JSON, or as its stream in OpenAI's framing. */
function answerRun(context: Context<HubEnv>, fanOut: FanOut, run: RunRow, stream: boolean): Response {
  if (!stream) return context.json(toRun(run));
  fanOut.serve(context.env.outgoing, { run, framing: 'openai', cursor: null }, responseHeaders(context));
  return RESPONSE_ALREADY_SENT;
}
