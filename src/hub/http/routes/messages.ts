import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { hasText, type Message } from '../../../protocol/message.ts';
import {
  messageUpdateSchema,
  threadMessageInputSchema,
  type MessageInput,
} from '../../../protocol/message-input.ts';
import { pageWith } from '../../../protocol/page.ts';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import { isActive } from '../../../protocol/run.ts';
import { queryFlag } from '../../../protocol/query-flag.ts';
import type { AccountEvents } from '../../accounts/account-events.ts';
import { ApiProblem } from '../api-problem.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Database } from '../../db/database.ts';
import { deleteMessage } from '../../db/delete-message.ts';
import { findMessage, listMessages, newMessage, toMessage, updateMessage } from '../../db/messages.ts';
import { findRun } from '../../db/runs.ts';
import type { HubEnv } from '../hub-env.ts';
import type { Runner } from '../../runner/runner.ts';
import { addMessages } from '../../db/add-messages.ts';
import { createOnce, repeatable } from '../validation/idempotency.ts';
import { validBody, validQuery } from '../validation/validate.ts';

interface MessageRoutesDependencies {
  db: Database;
  runner: Runner;
  accountEvents: AccountEvents;
  /** The middleware that limits how many runs are started. */
  limitRuns: MiddlewareHandler<HubEnv>;
}

/** The query of `GET /threads/{thread}/messages`. */
export const messageQuerySchema = pageQuerySchema.extend({
  run_id: z.string().optional(),
  include_subthreads: queryFlag(true),
  /** Whether child threads count on which agents have run other agents. */
  include_child_runs: queryFlag(true),
  /** Whether messages have what the model thought before. */
  include_thinking: queryFlag(false),
  /** Returns, instead of a page, the newest messages that fit into a request to a model, oldest first. */
  conversation: z.literal('true').optional(),
});

/** `/threads/{thread}/messages`: adds, lists, reads and deletes messages, and changes their metadata. */
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
      if (grant && input.role !== 'assistant') throw onlyAssistantRole();
      // A run belongs to one thread. A message that its agent adds to another thread has no run.
      const isElsewhere = grant !== null && grant.threadId !== thread.id;
      const runId = isElsewhere ? null : (grant?.runId ?? run_id ?? null);
      const author = grant?.agentId ?? (input.role === 'assistant' ? (assistant_id ?? null) : null);
      let message: Message;
      if (runId === null) message = await addMessage(context, input, author);
      else if (input.role === 'user') message = await addUserMessage(context, runId, input);
      else message = await addReply(context, runId, input, message_id ?? null);
      accountEvents.threadChanged(thread);
      return context.json(message);
    })
    .get('/:message', async (context) => {
      const { include_thinking } = validQuery(context, messageQuerySchema.pick({ include_thinking: true }));
      return context.json(await namedMessage(context, include_thinking));
    })
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

  async function namedMessage(context: Context<HubEnv>, withThinking = false): Promise<Message> {
    const id = context.req.param('message') ?? '';
    const message = await findMessage(db, context.var.thread.id, id, withThinking);
    if (!message) throw notFound('message', id);
    return message;
  }

  async function addMessage(
    context: Context<HubEnv>,
    input: MessageInput,
    assistantId: string | null,
  ): Promise<Message> {
    if (!hasText(input.content))
      throw new ApiProblem(400, "'content': must contain some text.", { param: 'content' });
    const row = { ...newMessage(context.var.thread.id, input), assistantId };
    const id = await createOnce(db, context, row.id, async (transaction) => {
      if (!(await addMessages(transaction, row.threadId, [row]))) throw notFound('thread', row.threadId);
    });
    if (id === row.id) return toMessage(row);
    const message = await findMessage(db, row.threadId, id);
    if (!message) throw notFound('message', id);
    return message;
  }

  /** Adds the person's next message to a delegated run. It is a message of the thread like any other. */
  async function addUserMessage(
    context: Context<HubEnv>,
    runId: string,
    input: MessageInput,
  ): Promise<Message> {
    const { thread } = context.var;
    const run = await findRun(db, thread.id, runId);
    if (!run) throw notFound('run', runId);
    if (!run.delegated) {
      throw new ApiProblem(
        400,
        "A message with a run_id must have the role 'assistant', unless the run is delegated.",
        { param: 'role' },
      );
    }
    const add = () => runner.addUserMessage(thread, run, () => addMessage(context, input, null));
    if (isActive(run.status)) return add();
    let message!: Message;
    await limitRuns(context, async () => void (message = await add()));
    return message;
  }

  /**
   * Adds a reply to a run. Only the process of its agent, or the owner of a delegated run, may write the messages
   * of a run.
   */
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
        'The agent of this run writes its messages. Leave out run_id to add a message of your own.',
        { param: 'run_id' },
      );
    }
    return runner.reply(run, input, draftId, await repeatable(context));
  }
}

/** An agent's text must never be shown as the person's. */
function onlyAssistantRole(): ApiProblem {
  return new ApiProblem(403, "A run's token can only add messages of its agent. Send the role 'assistant'.", {
    param: 'role',
  });
}
