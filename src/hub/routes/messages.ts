import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import {
  hasText,
  messageUpdateSchema,
  threadMessageInputSchema,
  type Message,
  type MessageInput,
} from '../../protocol/message.ts';
import { pageQuerySchema, pageWith } from '../../protocol/page.ts';
import { isActive } from '../../protocol/run.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import type { Database } from '../db/database.ts';
import { deleteMessage } from '../db/delete-message.ts';
import { findMessage, listMessages, newMessage, toMessage, updateMessage } from '../db/messages.ts';
import { findRun } from '../db/runs.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Runner } from '../runner/runner.ts';
import { addMessages } from '../titles/rule-title.ts';
import { makeOnce, repeatable } from '../requests/repeatable.ts';
import { includeSubthreads, validBody, validQuery } from '../requests/validated.ts';

interface MessageRoutesDependencies {
  db: Database;
  runner: Runner;
  accountEvents: AccountEvents;
  /** Stands before what starts a run. */
  limitRuns: MiddlewareHandler<HubEnv>;
}

/** What `GET /threads/{thread}/messages` takes. */
export const messageQuerySchema = pageQuerySchema.extend({
  run_id: z.string().optional(),
  include_subthreads: includeSubthreads(true),
  /** Instead of a page, what agents send to models of this thread: its newest messages, as far as they fit, oldest first. */
  conversation: z.literal('true').optional(),
});

/** `/threads/{thread}/messages`: add, list, read, change the metadata of, and delete. */
export function messageRoutes({
  db,
  runner,
  accountEvents,
  limitRuns,
}: MessageRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const { thread, grant } = context.var;
      const { conversation, ...query } = validQuery(context, messageQuerySchema);
      if (!conversation) return context.json(await listMessages(db, thread.id, query));
      const data = await runner.readConversation(thread.id, grant?.runId ?? null);
      return context.json(pageWith(data, false));
    })
    .post('/', async (context) => {
      const { thread } = context.var;
      const { run_id, message_id, assistant_id, ...input } = await validBody(
        context,
        threadMessageInputSchema,
      );
      const { grant } = context.var;
      if (grant && input.role !== 'assistant') throw onlyAsItself();
      // On another thread the agent of a run has no run: what it says there is a message by itself.
      const isElsewhere = grant !== null && grant.threadId !== thread.id;
      const runId = isElsewhere ? null : (grant?.runId ?? run_id ?? null);
      const message =
        runId === null
          ? await addMessage(
              context,
              input,
              grant?.agentId ?? (input.role === 'assistant' ? (assistant_id ?? null) : null),
            )
          : input.role === 'user'
            ? await addQuestion(context, runId, input)
            : await addReply(context, runId, input, message_id ?? null);
      accountEvents.threadChanged(thread);
      return context.json(message);
    })
    .get('/:message', async (context) => context.json(await namedMessage(context)))
    .post('/:message', async (context) => {
      const message = await namedMessage(context);
      const { metadata } = await validBody(context, messageUpdateSchema);
      const updated = metadata ? await updateMessage(db, message.id, metadata) : message;
      if (!updated) throw notFound('message', message.id);
      accountEvents.threadChanged(context.var.thread);
      return context.json(updated);
    })
    .delete('/:message', async (context) => {
      const { id, thread_id } = await namedMessage(context);
      if (!(await deleteMessage(db, thread_id, id))) throw notFound('message', id);
      accountEvents.threadChanged(context.var.thread);
      return context.json({ id, object: 'thread.message.deleted', deleted: true });
    });

  async function namedMessage(context: Context<HubEnv>): Promise<Message> {
    const id = context.req.param('message') ?? '';
    const message = await findMessage(db, context.var.thread.id, id);
    if (!message) throw notFound('message', id);
    return message;
  }

  async function addMessage(
    context: Context<HubEnv>,
    input: MessageInput,
    assistantId: string | null,
  ): Promise<Message> {
    if (!hasText(input.content))
      throw new ApiProblem(400, "'content': must hold some text.", { param: 'content' });
    const row = { ...newMessage(context.var.thread.id, input), assistantId };
    const id = await makeOnce(db, context, row.id, async (transaction) => {
      if (!(await addMessages(transaction, row.threadId, [row]))) throw notFound('thread', row.threadId);
    });
    if (id === row.id) return toMessage(row);
    const message = await findMessage(db, row.threadId, id);
    if (!message) throw notFound('message', id);
    return message;
  }

  /** What a person says to a run that its owner drives is a message of the thread, as any. */
  async function addQuestion(context: Context<HubEnv>, runId: string, input: MessageInput): Promise<Message> {
    const { thread } = context.var;
    const run = await findRun(db, thread.id, runId);
    if (!run) throw notFound('run', runId);
    if (!run.delegated) {
      throw new ApiProblem(400, "A message of a run has the role 'assistant'.", { param: 'role' });
    }
    const add = () => runner.addQuestion(thread, run, () => addMessage(context, input, null));
    if (isActive(run.status)) return add();
    let message!: Message;
    await limitRuns(context, async () => void (message = await add()));
    return message;
  }

  /** Only who drives a run writes its messages: its agent's process, or the owner of a delegated one. */
  async function addReply(
    context: Context<HubEnv>,
    runId: string,
    input: MessageInput,
    draftId: string | null,
  ): Promise<Message> {
    const { thread, grant } = context.var;
    const run = await findRun(db, thread.id, runId);
    if (!run) throw notFound('run', runId);
    if (!grant && !run.delegated) {
      throw new ApiProblem(
        409,
        'The hub runs the agent of this run, which writes its messages: leave out run_id to add one of your own.',
        { param: 'run_id' },
      );
    }
    return runner.reply(run, input, draftId, await repeatable(context));
  }
}

/** An agent's words are never shown as the person's. */
function onlyAsItself(): ApiProblem {
  return new ApiProblem(403, "A run's token adds messages of its agent alone: send the role 'assistant'.", {
    param: 'role',
  });
}
