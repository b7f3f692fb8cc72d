import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import { answersSchema } from '../../../protocol/person-request.ts';
import { runInputSchema, runUpdateSchema, threadRunInputSchema } from '../../../protocol/run-input.ts';
import { stepQuerySchema } from '../../../protocol/step-query.ts';
import { includeSchema } from '../../../protocol/step-include.ts';
import { agentOutputsSchema, toolOutputsSchema } from '../../../protocol/tool-outputs.ts';
import { ApiProblem } from '../api-problem.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Database } from '../../db/database.ts';
import { listRuns, toRun, type RunRow } from '../../db/runs.ts';
import { newThread } from '../../db/threads.ts';
import type { FanOut } from '../../fan-out/fan-out.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Runner } from '../../runner/runner.ts';
import { findStep, listSteps } from '../../runner/recording/list-steps.ts';
import type { Limiter } from '../../limits/limiter.ts';
import { responseHeaders } from '../security/response-headers.ts';
import { checkFormat, runFor } from '../validation/stream-options.ts';
import { namedRun } from '../middleware/own-thread.ts';
import { repeatable } from '../validation/idempotency.ts';
import { takeStream, tooManyStreams } from '../limits/stream-cap.ts';
import { validBody, validQuery } from '../validation/validate.ts';

interface RunRoutesDependencies {
  db: Database;
  runner: Runner;
  fanOut: FanOut;
  streams: Limiter;
}

/** `POST /threads/runs` creates a thread and a run on it in one step. */
export function threadRunRoutes({ runner, fanOut, streams }: RunRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>().use(checkFormat).post('/', async (context) => {
    checkIncluded(context);
    const {
      thread: threadInput,
      tool_resources: _,
      ...rest
    } = await validBody(context, threadRunInputSchema);
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

/**
 * `/threads/{thread}/runs` starts, lists, reads, changes and cancels runs, submits tool outputs and answers, and
 * lists steps.
 */
export function runRoutes({ db, runner, fanOut, streams }: RunRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .use(checkFormat)
    .get('/', async (context) => {
      const page = await listRuns(db, context.var.thread.id, validQuery(context, pageQuerySchema));
      return context.json({ ...page, data: page.data.map((run) => runFor(context, run)) });
    })
    .post('/', async (context) => {
      checkIncluded(context);
      const input = await validBody(context, runInputSchema);
      if (input.stream && !takeStream(context, streams)) throw tooManyStreams();
      const { thread } = context.var;
      if (input.thread_id && input.thread_id !== thread.id) throw otherThread();
      const run = await runner.start({
        thread,
        isNewThread: false,
        input,
        repeatable: await repeatable(context),
      });
      return answerRun(context, fanOut, run, input.stream ?? false);
    })
    .get('/:run', async (context) => answer(context, await namedRun(db, context)))
    .post('/:run', async (context) => {
      const run = await namedRun(db, context);
      const update = await validBody(context, runUpdateSchema);
      if (context.var.grant && update.metadata) throw onlyStatus();
      return answer(context, await runner.update(run, update, context.var.grant !== null));
    })
    .post('/:run/cancel', async (context) =>
      answer(context, await runner.cancel(context.var.thread, await namedRun(db, context))),
    )
    .post('/:run/submit_tool_outputs', async (context) => {
      const named = await namedRun(db, context);
      const { tool_outputs: outputs, stream } = await validBody(context, toolOutputsSchema);
      if (stream && !takeStream(context, streams)) throw tooManyStreams();
      const { run, after } = await runner.submitToolOutputs(named, outputs, await repeatable(context));
      return answerRun(context, fanOut, run, stream ?? false, after);
    })
    .post('/:run/answers', async (context) => {
      const run = await namedRun(db, context);
      if (context.var.grant) throw onlyThePerson();
      const { answers } = await validBody(context, answersSchema);
      return answer(context, await runner.submitAnswers(run, answers));
    })
    .post('/:run/outputs', async (context) => {
      const run = await namedRun(db, context);
      const outputs = await validBody(context, agentOutputsSchema);
      return context.json(await runner.addToolOutputs(run, outputs, context.var.grant !== null));
    })
    .get('/:run/steps', async (context) => {
      checkIncluded(context);
      const run = await namedRun(db, context);
      return context.json(await listSteps(db, run.id, validQuery(context, stepQuerySchema)));
    })
    .get('/:run/steps/:step', async (context) => {
      checkIncluded(context);
      const run = await namedRun(db, context);
      const id = context.req.param('step');
      const { include_thinking } = validQuery(context, stepQuerySchema.pick({ include_thinking: true }));
      const step = await findStep(db, run.id, id, include_thinking);
      if (!step) throw notFound('run step', id);
      return context.json(step);
    });
}

/** Returns the run as JSON. */
function answer(context: Context<HubEnv>, run: RunRow): Response {
  return context.json(runFor(context, toRun(run)));
}

/** Returns the run as JSON, or its stream in OpenAI's framing. */
function answerRun(
  context: Context<HubEnv>,
  fanOut: FanOut,
  run: RunRow,
  stream: boolean,
  after: number | null = null,
): Response {
  if (!stream) return answer(context, run);
  const accountId = context.var.account.id;
  const viewer = { run, accountId, framing: 'openai', cursor: null, after } as const;
  fanOut.serve(context.env.outgoing, viewer, responseHeaders(context));
  return RESPONSE_ALREADY_SENT;
}

/**
 * Checks `include[]`, which adds nothing to an answer.
 * @throws ApiProblem (400) if it names something that no step has
 */
function checkIncluded(context: Context<HubEnv>): void {
  const named = ['include', 'include[]'].flatMap((name) => context.req.queries(name) ?? []);
  const { error } = includeSchema.safeParse(named.filter(Boolean)); // some clients send an empty list as one empty string
  if (!error) return;
  throw new ApiProblem(400, `'include': ${error.issues[0]?.message}.`, { param: 'include' });
}

function otherThread(): ApiProblem {
  return new ApiProblem(400, "'thread_id': must be the id in the path.", { param: 'thread_id' });
}

/** An agent must not approve its own calls. */
function onlyThePerson(): ApiProblem {
  return new ApiProblem(403, "A run's token can't answer the requests of the run: a person has to.");
}

/** The metadata of a run belongs to the client that started it. */
function onlyStatus(): ApiProblem {
  return new ApiProblem(403, "A run's token can change the status of the run, but not its metadata.", {
    param: 'metadata',
  });
}
