import {
  type AnyPgColumn,
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { IncompleteReason, Message } from '../../protocol/message.ts';
import type { Metadata } from '../../protocol/metadata.ts';
import { ACTIVE_RUN_STATUSES, type Run, type RunStatus } from '../../protocol/run.ts';
import type { LastMessages } from '../../protocol/run-input.ts';
import type { RequiredCall } from '../../protocol/required-action.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { ModelSettings, RunSettings } from '../../protocol/run-settings.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Lineage } from '../versions/lineage.ts';
import { json, position, time } from './columns.ts';

/** Whose threads are whose. */
export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  /** The name that HUB_TOKENS gives it; null for a browser's own account. */
  name: text('name').unique(),
  createdAt: time('created_at').notNull().defaultNow(),
});

/** Browsers that are signed in, and programs that they have handed their account to. Of the secret only a hash is kept. */
export const sessions = pgTable(
  'sessions',
  {
    cookieHash: text('cookie_hash').primaryKey(),
    /** What the API calls it. The hash is never shown. */
    id: text('id').notNull().unique(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The hash of the token that opened it, and with which it ends; null where none was needed. */
    tokenHash: text('token_hash'),
    /** What the program is called that bears it; null for a browser, and for programs from before they had names. */
    name: text('name'),
    /** Null for sessions from before this was kept. */
    createdAt: time('created_at').defaultNow(),
    /** When it was last used, to the hour. */
    usedAt: time('used_at').notNull().defaultNow(),
  },
  (table) => [index('sessions_by_account').on(table.accountId)],
);

/** Puts threads in the order in which something last happened in them. */
export const threadActivity = pgSequence('thread_activity');
/** The next place in that order. Each time it is asked for it takes a number for good, be it rolled back. */
export const NEXT_ACTIVITY = sql`nextval('thread_activity')`;

/** Assistants that were made over the API. Agents are in folders. */
export const assistants = pgTable(
  'assistants',
  {
    id: text('id').primaryKey(),
    position: position(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    createdAt: time('created_at').notNull().defaultNow(),
    name: json('name').$type<string>(),
    description: json('description').$type<string>(),
    model: json('model').$type<string>().notNull(),
    instructions: json('instructions').$type<string>(),
    settings: json('settings').$type<ModelSettings>().notNull(),
    metadata: json('metadata').$type<Metadata>().notNull(),
  },
  (table) => [index('assistants_by_account').on(table.accountId, table.position)],
);

/** Conversations. */
export const threads = pgTable(
  'threads',
  {
    id: text('id').primaryKey(),
    /**
     * Its place in lists: it takes the next one whenever something is said or run in it. Not declared unique: to
     * change a unique column locks the row against all who only hold it, such as whoever adds a message. Negative in
     * a version in which nothing has happened since it was copied: it is not shown as one yet.
     */
    activity: bigint('activity', { mode: 'number' }).notNull().default(NEXT_ACTIVITY),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The thread that it is a child of. */
    parentId: text('parent_id').references((): AnyPgColumn => threads.id, { onDelete: 'cascade' }),
    /**
     * The conversation that it is a version of: the id of the thread that this began with, which may have been deleted.
     * A thread that is a version of no other has its own id here.
     */
    conversationId: text('conversation_id').notNull(),
    lineage: json('lineage').$type<Lineage>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** When something was last said or run in it. */
    activeAt: time('active_at').notNull().defaultNow(),
    metadata: json('metadata').$type<Metadata>().notNull(),
  },
  (table) => [
    index('threads_by_account').on(table.accountId, table.activity),
    index('threads_by_parent').on(table.parentId),
    index('threads_by_conversation').on(table.conversationId, table.activity),
  ],
);

/** What was said, by people and by runs, once it is whole or given up. Text that still streams is in the delta log. */
export const messages = pgTable(
  'messages',
  {
    id: text('id').primaryKey(),
    position: position(),
    threadId: text('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    runId: text('run_id'),
    assistantId: text('assistant_id'),
    role: text('role').$type<Message['role']>().notNull(),
    text: json('text').$type<string>().notNull(),
    /** What the model thought before it answered, where it sent that. */
    thinking: json('thinking').$type<string>(),
    metadata: json('metadata').$type<Metadata>().notNull(),
    /** What the completion took that it was made of, as far as the model said so. */
    usage: json('usage').$type<Usage>(),
    /** Null for a message that is whole. */
    incompleteReason: text('incomplete_reason').$type<IncompleteReason>(),
    /** When it was opened; a streamed message took until `endedAt`. */
    createdAt: time('created_at').notNull().defaultNow(),
    endedAt: time('ended_at').notNull().defaultNow(),
  },
  (table) => [
    index('messages_by_thread').on(table.threadId, table.position),
    index('messages_by_run').on(table.runId),
  ],
);

/** Runs, one active at most per thread. */
export const runs = pgTable(
  'runs',
  {
    id: text('id').primaryKey(),
    position: position(),
    threadId: text('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    assistantId: text('assistant_id').notNull(),
    status: text('status').$type<RunStatus>().notNull(),
    model: json('model').$type<string>(),
    instructions: json('instructions').$type<string>(),
    metadata: json('metadata').$type<Metadata>().notNull(),
    /** How much of the thread its models are sent; null: as much as fits. */
    truncation: json('truncation').$type<LastMessages>(),
    /** Which writer the run has; it grows when another takes over. */
    attempt: integer('attempt').notNull().default(1),
    lastError: json('last_error').$type<NonNullable<Run['last_error']>>(),
    notices: json('notices')
      .$type<readonly RunNotice[]>()
      .notNull()
      .default(sql`'[]'`),
    /** What its models are asked with, as far as it differs from nothing. */
    settings: json('settings')
      .$type<Partial<RunSettings>>()
      .notNull()
      .default(sql`'{}'`),
    /** The calls whose outputs it waits for. */
    requiredCalls: json('required_calls').$type<readonly RequiredCall[]>(),
    /** How many tokens it has taken, as far as its models said so. */
    usage: json('usage').$type<Usage>(),
    /** How the model ended its last answer, where that is not whole. */
    incompleteReason: text('incomplete_reason'),
    /** How many deltas it sent, and the id of its terminal event; both once it has ended. */
    deltas: integer('deltas'),
    lastEventId: text('last_event_id'),
    createdAt: time('created_at').notNull().defaultNow(),
    startedAt: time('started_at'),
    endedAt: time('ended_at'),
    expiresAt: time('expires_at').notNull(),
    /** Until when its writer has the run to itself, by the database's clock, unless it renews. */
    leaseUntil: time('lease_until').notNull().defaultNow(),
    /** Whether it is driven from outside the hub. */
    delegated: boolean('delegated').notNull().default(false),
    /** The request that made it, hashed: by this its repetition is known. */
    fingerprint: text('fingerprint'),
  },
  (table) => [
    index('runs_by_thread').on(table.threadId, table.position),
    index('runs_by_end').on(table.endedAt),
    uniqueIndex('runs_one_active_per_thread')
      .on(table.threadId)
      .where(
        sql`${table.status} in (${sql.raw(ACTIVE_RUN_STATUSES.map((status) => `'${status}'`).join(', '))})`,
      ),
  ],
);

/** Steps of runs that call tools, from when they begin. A step that makes a message needs no record of its own. */
export const runSteps = pgTable(
  'run_steps',
  {
    id: text('id').primaryKey(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** When it began, to the millisecond: the steps of a run are in order by it. */
    createdAt: time('created_at').notNull(),
    /** As the API gives it. */
    step: json('step').$type<RunStep>().notNull(),
  },
  (table) => [index('run_steps_by_run').on(table.runId, table.createdAt)],
);

/** The delta log. `data` is the event's JSON, as it goes to the clients. */
export const runEvents = pgTable(
  'run_events',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(),
    attempt: integer('attempt').notNull(),
    event: text('event').notNull(),
    data: text('data').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.seq] })],
);

/**
 * What is to be put into the index of searches: a message by its position, the title of a thread by 0. Triggers of the
 * migration add to it, so that nothing that writes a message or a title can forget to. It refers to nothing: what is gone
 * by the time of its turn is passed over.
 */
export const searchQueue = pgTable(
  'search_queue',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    threadId: text('thread_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
  },
  (table) => [index('search_queue_by_thread').on(table.threadId)],
);

/**
 * The index of searches: the grams of some messages of a thread, which stand between two positions, or of its title (0).
 * Rows are added to the inverted index a few at a time: 64 kB of them are the most that a search reads one by one, and
 * that a writer sorts in at once.
 */
export const searchEntries = pgTable(
  'search_entries',
  {
    threadId: text('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    first: bigint('first', { mode: 'number' }).notNull(),
    last: bigint('last', { mode: 'number' }).notNull(),
    grams: integer('grams').array().notNull(),
  },
  (table) => [
    index('search_entries_by_thread').on(table.threadId),
    index('search_entries_by_gram').using('gin', table.grams).with({ gin_pending_list_limit: 64 }),
  ],
);

/** What was made for which `Idempotency-Key`, so that a repeated request makes nothing twice. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** The request, hashed: a key is good for one request alone. */
    fingerprint: text('fingerprint').notNull(),
    /** What it made: a thread, a message or a run. */
    resourceId: text('resource_id').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.key] })],
);
