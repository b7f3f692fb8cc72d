import {
  type AnyPgColumn,
  bigint,
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
import type { AskedRequest } from '../../protocol/person-request.ts';
import { ACTIVE_RUN_STATUSES, type Run, type RunStatus } from '../../protocol/run.ts';
import type { LastMessages } from '../../protocol/run-input.ts';
import type { RequiredCall } from '../../protocol/required-action.ts';
import type { RunNotice } from '../../protocol/run-notice.ts';
import type { ModelSettings, RunSettings } from '../../protocol/run-settings.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import type { UrlCitation } from '../../protocol/url-citation.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Lineage } from '../versions/lineage.ts';
import { json, position, time } from './columns.ts';

/** Accounts, which own threads. */
export const accounts = pgTable('accounts', {
  id: text('id').primaryKey(),
  /** The name in HUB_TOKENS; null for a browser's own account. */
  name: text('name').unique(),
  createdAt: time('created_at').notNull().defaultNow(),
});

/**
 * Signed-in browsers, and programs that they have given access to their account. Only a hash of the secret is
 * stored.
 */
export const sessions = pgTable(
  'sessions',
  {
    cookieHash: text('cookie_hash').primaryKey(),
    /** The id in the API. The hash is never shown. */
    id: text('id').notNull().unique(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The hash of the token that opened the session, which its removal ends; null if no token was needed. */
    tokenHash: text('token_hash'),
    /**
     * The name of the program; null for a browser, and for a program from a version in which programs had no names.
     */
    name: text('name'),
    /** Null for sessions from a version before this column. */
    createdAt: time('created_at').defaultNow(),
    /** When the session was last used, accurate to the hour. */
    usedAt: time('used_at').notNull().defaultNow(),
  },
  (table) => [index('sessions_by_account').on(table.accountId)],
);

/** The order of threads by their last activity. */
export const threadActivity = pgSequence('thread_activity');
/** The next place in that order. Each use consumes a number, even if the transaction is rolled back. */
export const NEXT_ACTIVITY = sql`nextval('thread_activity')`;

/** Assistants that were created over the API. Agents are not in the database, but in folders. */
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
     * The place in lists, renewed with each message or run. It is negative for a version in which nothing has
     * happened since it was copied; such a version is not listed as a version yet. The column is not unique: changing
     * a unique column locks the row against transactions that only reference it, such as those that add a message.
     */
    activity: bigint('activity', { mode: 'number' }).notNull().default(NEXT_ACTIVITY),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The parent of a child thread; null for other threads. */
    parentId: text('parent_id').references((): AnyPgColumn => threads.id, { onDelete: 'cascade' }),
    /**
     * The conversation of the thread: the id of the conversation's first thread, which may have been deleted. A
     * thread that was not copied as a version has its own id here.
     */
    conversationId: text('conversation_id').notNull(),
    lineage: json('lineage').$type<Lineage>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** The time of the last message or run. */
    activeAt: time('active_at').notNull().defaultNow(),
    metadata: json('metadata').$type<Metadata>().notNull(),
    /** The tools that the person has approved in this thread for the whole conversation. See `approved-tools.ts`. */
    approvedTools: json('approved_tools')
      .$type<readonly string[]>()
      .notNull()
      .default(sql`'[]'`),
  },
  (table) => [
    index('threads_by_account').on(table.accountId, table.activity),
    index('threads_by_parent').on(table.parentId),
    index('threads_by_conversation').on(table.conversationId, table.activity),
  ],
);

/**
 * Messages of people and runs. A message of a run is stored when it has ended; text that still streams is in the
 * delta log.
 */
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
    /** The web pages that the text cites; null if there are none. */
    annotations: json('annotations').$type<readonly UrlCitation[]>(),
    /** The model's thinking, if it sent any. */
    thinking: json('thinking').$type<string>(),
    /** For how long the model thought, in milliseconds. Null if unknown. */
    thinkingTime: integer('thinking_ms'),
    metadata: json('metadata').$type<Metadata>().notNull(),
    /** The usage of its completion, as reported by the model. */
    usage: json('usage').$type<Usage>(),
    /** Null for a complete message. */
    incompleteReason: text('incomplete_reason').$type<IncompleteReason>(),
    /** When the message was opened. A streamed message ended later, at `endedAt`. */
    createdAt: time('created_at').notNull().defaultNow(),
    endedAt: time('ended_at').notNull().defaultNow(),
  },
  (table) => [
    index('messages_by_thread').on(table.threadId, table.position),
    index('messages_by_run').on(table.runId),
  ],
);

/** Runs. Each thread has at most one active run. */
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
    /** Maximum number of messages of the thread that are sent to models; null for as many as fit. */
    truncation: json('truncation').$type<LastMessages>(),
    /** The number of the run's writer. It increases when another hub takes ownership. */
    attempt: integer('attempt').notNull().default(1),
    lastError: json('last_error').$type<NonNullable<Run['last_error']>>(),
    notices: json('notices')
      .$type<readonly RunNotice[]>()
      .notNull()
      .default(sql`'[]'`),
    /** Settings of the run's requests to models, if they differ from the defaults. */
    settings: json('settings')
      .$type<Partial<RunSettings>>()
      .notNull()
      .default(sql`'{}'`),
    /** The tool calls whose outputs the run waits for. */
    requiredCalls: json('required_calls').$type<readonly RequiredCall[]>(),
    /** What the agent has asked the person, in this order, with the answers; null if it has asked nothing. */
    requests: json('requests').$type<readonly AskedRequest[]>(),
    /** Whether the next hub can continue the run: while it waits for answers, and then until its agent proceeds. */
    resumable: boolean('resumable').notNull().default(false),
    /** The token usage, as reported by its models. */
    usage: json('usage').$type<Usage>(),
    /** Why its last answer ended early; null if it is complete. */
    incompleteReason: text('incomplete_reason'),
    /** The number of the run's deltas and the id of its terminal event; both null until the run has ended. */
    deltas: integer('deltas'),
    lastEventId: text('last_event_id'),
    createdAt: time('created_at').notNull().defaultNow(),
    startedAt: time('started_at'),
    endedAt: time('ended_at'),
    expiresAt: time('expires_at').notNull(),
    /** The end of the writer's lease, by the database's clock. Without a renewal, the writer then loses the run. */
    leaseUntil: time('lease_until').notNull().defaultNow(),
    /** Whether the run is driven from outside the hub. */
    delegated: boolean('delegated').notNull().default(false),
    /** The hash of the request that created the run. A repeated request has the same hash. */
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

/** Steps that call tools, stored when they begin. Steps that create messages are not stored. */
export const runSteps = pgTable(
  'run_steps',
  {
    id: text('id').primaryKey(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** When the step began, with milliseconds. Steps are sorted by this time. */
    createdAt: time('created_at').notNull(),
    /** The step in the form of the API. */
    step: json('step').$type<RunStep>().notNull(),
  },
  (table) => [index('run_steps_by_run').on(table.runId, table.createdAt)],
);

/** The delta log. `data` is the event's JSON as sent to clients. */
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

/** The resource that was created for each `Idempotency-Key`, so that a repeated request creates nothing twice. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** The hash of the request. A key belongs to one request. */
    fingerprint: text('fingerprint').notNull(),
    /** The id of the created thread, message, run or assistant. */
    resourceId: text('resource_id').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.key] })],
);
