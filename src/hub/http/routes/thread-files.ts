import { Hono } from 'hono';
import { threadFileInputSchema, type ThreadFileList } from '../../../protocol/thread-file.ts';
import { notFound } from '../../errors/refused-error.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { addThreadFile, listThreadFiles, readThreadFile } from '../../db/thread-files.ts';
import type { HubEnv } from '../hub-env.ts';
import { countWrittenBytes } from '../limits/written-bytes.ts';
import { validBody } from '../validation/validate.ts';

interface ThreadFileDependencies {
  db: Database;
  availability: Availability;
}

/** `/threads/{thread}/files` adds, lists and reads the files that agents have written to a thread. */
export function threadFileRoutes({ db, availability: { withRetry } }: ThreadFileDependencies): Hono<HubEnv> {
  return new Hono<HubEnv>()
    .get('/', async (context) => {
      const data = await withRetry(() => listThreadFiles(db, context.var.thread.id));
      return context.json<ThreadFileList>({ object: 'list', data });
    })
    .post('/', async (context) => {
      const { filename: name, content, content_type } = await validBody(context, threadFileInputSchema);
      const file = { name, contentType: content_type, content: Buffer.from(content, 'base64') };
      countWrittenBytes(context, file.content.length);
      return context.json(await withRetry(() => addThreadFile(db, context.var.thread, file)));
    })
    .get('/:file', async (context) => {
      const id = context.req.param('file');
      const files = await withRetry(() => listThreadFiles(db, context.var.thread.id));
      const file = files.find((one) => one.id === id);
      if (!file) throw notFound('file', id);
      return context.json(file);
    })
    .get('/:file/content', async (context) => {
      const id = context.req.param('file');
      const file = await withRetry(() => readThreadFile(db, context.var.thread.id, id));
      if (!file) throw notFound('file', id);
      return context.body(new Uint8Array(file.content), 200, {
        'content-type': file.contentType,
        'content-disposition': 'attachment', // a browser saves the file, and never opens it as a page of the hub
      });
    });
}
