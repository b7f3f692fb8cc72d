import { and, eq, inArray, sql } from 'drizzle-orm';
import type { AssistantInput, AssistantUpdate } from '../../protocol/assistant-input.ts';
import { createId } from '../../protocol/ids.ts';
import type { Page } from '../../protocol/page.ts';
import type { PageQuery } from '../../protocol/page-query.ts';
import { NO_SETTINGS, withSettings, type ModelSettings } from '../../protocol/run-settings.ts';
import { lockAccount } from './accounts.ts';
import type { Database } from './database.ts';
import { selectPageBySize, toPage } from './pages.ts';
import { assistants } from './schema.ts';

/** An assistant that was created over the API. The database assigns its position in lists. */
export type AssistantRow = Omit<typeof assistants.$inferSelect, 'position'>;

const PREFIX = 'asst_';
/** Maximum number of assistants per account. */
export const MAX_ASSISTANTS = 1_000;

/** Whether an id belongs to an assistant that was created over the API. Other ids belong to agents. */
export function isAssistantId(id: string): boolean {
  return id.startsWith(PREFIX) && !id.includes('/');
}

const { response_format, temperature, top_p, reasoning_effort } = NO_SETTINGS;
const NO_MODEL_SETTINGS: ModelSettings = {
  tools: [],
  response_format,
  temperature,
  top_p,
  reasoning_effort,
};

/** Creates the row of a new assistant. */
export function newAssistant(accountId: string, input: AssistantInput): AssistantRow {
  const { model, name, description, instructions, metadata } = input;
  return {
    id: createId('asst'),
    accountId,
    createdAt: new Date(),
    name: name ?? null,
    description: description ?? null,
    model,
    instructions: instructions ?? null,
    settings: withSettings(NO_MODEL_SETTINGS, input),
    metadata: metadata ?? {},
  };
}

/**
 * Returns the row of an assistant with changes applied. A missing field stays unchanged; null clears an optional
 * field.
 */
function changedAssistant(row: AssistantRow, update: AssistantUpdate): AssistantRow {
  const { model, name, description, instructions, metadata } = update;
  return {
    ...row,
    name: name === undefined ? row.name : name,
    description: description === undefined ? row.description : description,
    model: model ?? row.model,
    instructions: instructions === undefined ? row.instructions : instructions,
    settings: withSettings(row.settings, update, true),
    metadata: metadata === undefined ? row.metadata : (metadata ?? {}),
  };
}

/** Adds an assistant. Returns false if its account has reached its limit. */
export async function insertAssistant(transaction: Database, row: AssistantRow): Promise<boolean> {
  await lockAccount(transaction, row.accountId);
  const number = await transaction.$count(assistants, eq(assistants.accountId, row.accountId));
  if (number >= MAX_ASSISTANTS) return false;
  await transaction.insert(assistants).values(row);
  return true;
}

function ofAccount(accountId: string, id: string) {
  return and(eq(assistants.accountId, accountId), eq(assistants.id, id));
}

/** Returns an assistant of an account; null if it does not exist. */
export async function findAssistant(
  db: Database,
  accountId: string,
  id: string,
): Promise<AssistantRow | null> {
  const [row] = await db.select().from(assistants).where(ofAccount(accountId, id));
  return row ?? null;
}

/**
 * Changes an assistant of an account and returns it; returns null if it does not exist. Concurrent requests wait for
 * each other.
 */
export async function updateAssistant(
  db: Database,
  accountId: string,
  id: string,
  update: AssistantUpdate,
): Promise<AssistantRow | null> {
  return db.transaction(async (transaction) => {
    const [row] = await transaction.select().from(assistants).where(ofAccount(accountId, id)).for('update');
    if (!row) return null;
    const changed = changedAssistant(row, update);
    await transaction.update(assistants).set(changed).where(ofAccount(accountId, id));
    return changed;
  });
}

/** Deletes an assistant of an account. Returns whether it existed. */
export async function deleteAssistant(db: Database, accountId: string, id: string): Promise<boolean> {
  const deleted = await db
    .delete(assistants)
    .where(ofAccount(accountId, id))
    .returning({ id: assistants.id });
  return deleted.length > 0;
}

const SIZE = sql<number>`coalesce(octet_length(${assistants.instructions}), 0) + octet_length(${assistants.settings})
  + octet_length(${assistants.metadata}) + octet_length(${assistants.model})`;

/** Returns a page of an account's assistants, in the order in which they were created. */
export async function listAssistants<Item extends { id: string }>(
  db: Database,
  accountId: string,
  query: PageQuery,
  toItem: (row: AssistantRow) => Item,
): Promise<Page<Item>> {
  const list = { table: assistants, by: 'position', where: eq(assistants.accountId, accountId) } as const;
  const read = (ids: string[]) => db.select().from(assistants).where(inArray(assistants.id, ids));
  return toPage(await selectPageBySize(db, list, query, SIZE, read), toItem);
}
