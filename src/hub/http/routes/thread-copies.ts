import { Hono, type Context } from 'hono';
import { forkInputSchema, subthreadInputSchema } from '../../../protocol/thread-input.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Database } from '../../db/database.ts';
import { messagePositions, newMessage } from '../../db/messages.ts';
import { toThread } from '../../db/threads.ts';
import type { HubEnv } from '../hub-env.ts';
import { clientLeft } from '../client-left.ts';
import { createOnce } from '../validation/idempotency.ts';
import { validBody } from '../validation/validate.ts';
import { forkOf, newChildOf, type Copy, type ThreadCopier } from '../../versions/thread-copier.ts';

interface ThreadCopyRoutesDependencies {
  db: Database;
  threadCopier: ThreadCopier;
}

/** `/threads/{thread}/fork` creates a copy of the thread, and `/threads/{thread}/subthread` a child of it. */
export function threadCopyRoutes({ db, threadCopier }: ThreadCopyRoutesDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .post('/fork', async (context) => {
      const input = await validBody(context, forkInputSchema);
      return answer(context, await forkOf(db, context.var.thread, input));
    })
    .post('/subthread', async (context) => {
      const { thread } = context.var;
      const input = await validBody(context, subthreadInputSchema);
      const row = newChildOf(thread, input.metadata);
      const positions = await messagePositions(db, thread.id, input.messages_to_copy ?? []);
      const missing = input.messages_to_copy?.find((id) => !positions.has(id));
      if (missing !== undefined) throw notFound('message', missing);
      const added = (input.new_messages ?? []).map((message) => newMessage(row.id, message));
      return answer(context, {
        row,
        copied: { threadId: thread.id, positions: [...positions.values()] },
        added,
      });
    });

  async function answer(context: Context<HubEnv>, copy: Copy): Promise<Response> {
    const { signal } = context.req.raw;
    try {
      const made = await threadCopier.make(copy, {
        signal,
        once: (id, show) => createOnce(db, context, id, show),
      });
      return context.json(toThread(made));
    } catch (error) {
      if (signal.aborted) return clientLeft(context);
      throw error;
    }
  }
}
