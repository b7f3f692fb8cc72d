import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import { createId } from '../../protocol/ids.ts';
import type { ThreadFile } from '../../protocol/thread-file.ts';
import { notFound, RefusedError } from '../errors/refused-error.ts';
import { lockAccount } from './accounts.ts';
import { files, threadFiles } from './agent-tables.ts';
import type { Database } from './database.ts';
import { messages, threads } from './schema.ts';
import type { ThreadReference } from './threads.ts';
import { toSeconds } from './time.ts';

/** Maximum number of files per account. */
const MAX_FILES = 1_000;
/** Maximum total size of the files of an account, in bytes. */
export const MAX_ACCOUNT_FILE_BYTES = 64 * 1024 * 1024;
/** Maximum number of files of the same name in a thread. Older files are removed. */
export const KEPT_COPIES = 5;

/** A file to add to a thread. */
export interface NewFile {
  name: string;
  contentType: string;
  content: Buffer;
}

/** The columns of a file without its content. */
const DESCRIPTION = { id: files.id, name: files.name, size: files.size, createdAt: files.createdAt };

function toThreadFile(row: Pick<typeof files.$inferSelect, keyof typeof DESCRIPTION>): ThreadFile {
  return {
    id: row.id,
    object: 'file',
    bytes: row.size,
    created_at: toSeconds(row.createdAt),
    filename: row.name,
    purpose: 'assistants',
    status: 'processed',
  };
}

/**
 * Adds a file to a thread.
 * @throws RefusedError if the account has too many files (`invalid`), or the thread was deleted (`not_found`)
 */
export async function addThreadFile(
  db: Database,
  { id: threadId, accountId }: ThreadReference,
  file: NewFile,
): Promise<ThreadFile> {
  return db.transaction(async (transaction) => {
    await lockAccount(transaction, accountId);
    const [thread] = await transaction
      .select({ id: threads.id })
      .from(threads)
      .where(eq(threads.id, threadId))
      .for('key share');
    if (!thread) throw notFound('thread', threadId);
    await dropOldest(transaction, threadId, file.name);
    const [existing] = await transaction
      .select({
        files: sql<number>`count(*)::int`,
        bytes: sql<number>`coalesce(sum(${files.size}), 0)::int`,
      })
      .from(files)
      .where(eq(files.accountId, accountId));
    const size = file.content.length;
    if (existing!.files >= MAX_FILES || existing!.bytes + size > MAX_ACCOUNT_FILE_BYTES) throw tooManyFiles();
    const row = { ...file, id: createId('file'), accountId, size, createdAt: new Date() };
    await transaction.insert(files).values(row);
    await transaction.insert(threadFiles).values({ threadId, fileId: row.id });
    return toThreadFile(row);
  });
}

/** Removes the oldest files of a name, so that one more fits. */
async function dropOldest(transaction: Database, threadId: string, name: string): Promise<void> {
  const older = await transaction
    .select({ id: files.id })
    .from(threadFiles)
    .innerJoin(files, eq(files.id, threadFiles.fileId))
    .where(and(eq(threadFiles.threadId, threadId), eq(files.name, name)))
    .orderBy(desc(threadFiles.position))
    .offset(KEPT_COPIES - 1);
  if (older.length === 0) return;
  const ids = older.map(({ id }) => id);
  await transaction
    .delete(threadFiles)
    .where(and(eq(threadFiles.threadId, threadId), inArray(threadFiles.fileId, ids)));
}

/** Returns the files of a thread, newest first. */
export async function listThreadFiles(db: Database, threadId: string): Promise<ThreadFile[]> {
  const rows = await db
    .select(DESCRIPTION)
    .from(threadFiles)
    .innerJoin(files, eq(files.id, threadFiles.fileId))
    .where(eq(threadFiles.threadId, threadId))
    .orderBy(desc(threadFiles.position));
  return rows.map(toThreadFile);
}

/** Returns a file of a thread with its content; null if it does not exist. */
export async function readThreadFile(db: Database, threadId: string, id: string): Promise<NewFile | null> {
  const [row] = await db
    .select({
      name: files.name,
      contentType: files.contentType,
      content: sql<string>`encode(${files.content}, 'base64')`,
    })
    .from(threadFiles)
    .innerJoin(files, eq(files.id, threadFiles.fileId))
    .where(and(eq(threadFiles.threadId, threadId), eq(threadFiles.fileId, id)));
  return row ? { ...row, content: Buffer.from(row.content, 'base64') } : null;
}

/**
 * Adds the files of a thread to its copy: those that were added before the first message that is not copied.
 * @param upTo the position of the last message that is copied
 */
export async function shareFiles(
  transaction: Database,
  { threadId, upTo }: { threadId: string; upTo: number },
  copyId: string,
): Promise<void> {
  const [next] = await transaction
    .select({ createdAt: messages.createdAt })
    .from(messages)
    .where(and(eq(messages.threadId, threadId), gt(messages.position, upTo)))
    .orderBy(asc(messages.position))
    .limit(1);
  await transaction.execute(sql`
    insert into ${threadFiles} (thread_id, file_id)
    select ${copyId}, ${threadFiles.fileId} from ${threadFiles} join ${files} on ${files.id} = ${threadFiles.fileId}
    where ${threadFiles.threadId} = ${threadId}
    ${next ? sql`and ${files.createdAt} < ${next.createdAt.toISOString()}` : sql``}
    order by ${threadFiles.position}`);
}

function tooManyFiles(): RefusedError {
  return new RefusedError(
    'invalid',
    `The conversations of an account can have at most ${MAX_FILES} files with ${MAX_ACCOUNT_FILE_BYTES} bytes in all. Delete conversations that have files.`,
    { code: 'too_many_files' },
  );
}
