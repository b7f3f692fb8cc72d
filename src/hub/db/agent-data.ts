import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { AgentDatum } from '../../protocol/agent-data.ts';
import { RefusedError } from '../errors/refused-error.ts';
import { lockAccount } from './accounts.ts';
import type { Database } from './database.ts';
import { agentData } from './agent-tables.ts';

/** Maximum number of values that an agent can store per account. */
export const MAX_KEYS = 1_000;
/** Maximum total size of these values, as JSON, and their keys, in bytes. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** The owner of data: an agent and an account. All versions of the agent share the data. */
export interface DataOwner {
  accountId: string;
  /** `namespace/name` */
  agent: string;
}

type DataRow = typeof agentData.$inferSelect;

/**
 * Saves a value under a key, and replaces an earlier value.
 * @throws RefusedError (`invalid`) if the agent has reached its limit for this account
 */
export async function saveAgentData(
  db: Database,
  { accountId, agent }: DataOwner,
  key: string,
  value: unknown,
): Promise<AgentDatum> {
  return db.transaction(async (transaction) => {
    await lockAccount(transaction, accountId);
    const others = and(isOf({ accountId, agent }), ne(agentData.key, key));
    const [stored] = await transaction
      .select({
        keys: sql<number>`count(*)::int`,
        bytes: sql<number>`coalesce(sum(octet_length(${agentData.key}) + octet_length(${agentData.value})), 0)::int`,
      })
      .from(agentData)
      .where(others);
    const bytes = stored!.bytes + Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value));
    if (stored!.keys >= MAX_KEYS || bytes > MAX_BYTES) throw limitReached(agent);
    const now = new Date();
    const [row] = await transaction
      .insert(agentData)
      .values({ accountId, agent, key, value, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({
        target: [agentData.accountId, agentData.agent, agentData.key],
        set: { value, updatedAt: now },
      })
      .returning();
    return toDatum(row!);
  });
}

/**
 * Returns the values that an agent has stored for an account, sorted by key. If a key is given, returns only its
 * value.
 */
export async function readAgentData(
  db: Database,
  owner: DataOwner,
  key: string | undefined,
): Promise<AgentDatum[]> {
  const rows = await db
    .select()
    .from(agentData)
    .where(and(isOf(owner), key === undefined ? undefined : eq(agentData.key, key)))
    .orderBy(asc(agentData.key));
  return rows.map(toDatum);
}

function isOf({ accountId, agent }: DataOwner) {
  return and(eq(agentData.accountId, accountId), eq(agentData.agent, agent));
}

function toDatum({ agent, key, value, createdAt, updatedAt }: DataRow): AgentDatum {
  const [namespace = '', name = ''] = agent.split('/');
  return {
    namespace,
    name,
    key,
    value,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

function limitReached(agent: string): RefusedError {
  return new RefusedError(
    'invalid',
    `${agent} can keep at most ${MAX_KEYS} values with ${MAX_BYTES} bytes in all for an account. Overwrite values that it no longer needs.`,
    { code: 'agent_data_full' },
  );
}
