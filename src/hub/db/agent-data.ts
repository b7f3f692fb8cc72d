import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { AgentDatum } from '../../protocol/agent-data.ts';
import { RefusedError } from '../errors/refused-error.ts';
import { holdAccount } from './accounts.ts';
import type { Database } from './database.ts';
import { agentData } from './agent-tables.ts';

/** How many values an agent may keep for one account, and how many bytes they may have in all, as JSON with their keys. */
export const MOST_KEYS = 1_000;
export const MOST_BYTES = 4 * 1024 * 1024;

/** The agent, in all of its versions, and the account that data belongs to. */
export interface DataOwner {
  accountId: string;
  /** `namespace/name` */
  agent: string;
}

type DataRow = typeof agentData.$inferSelect;

/**
 * Saves a value under a key, and replaces an earlier one.
 * @throws RefusedError (`invalid`) if the agent keeps too much for this account
 */
export async function saveAgentData(
  db: Database,
  { accountId, agent }: DataOwner,
  key: string,
  value: unknown,
): Promise<AgentDatum> {
  return db.transaction(async (transaction) => {
    await holdAccount(transaction, accountId);
    const others = and(isOf({ accountId, agent }), ne(agentData.key, key));
    const [kept] = await transaction
      .select({
        keys: sql<number>`count(*)::int`,
        bytes: sql<number>`coalesce(sum(octet_length(${agentData.key}) + octet_length(${agentData.value})), 0)::int`,
      })
      .from(agentData)
      .where(others);
    const bytes = kept!.bytes + Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value));
    if (kept!.keys >= MOST_KEYS || bytes > MOST_BYTES) throw keepsTooMuch(agent);
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

/** The values that an agent keeps for an account, by key; with a key, only the value under it. */
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

function keepsTooMuch(agent: string): RefusedError {
  return new RefusedError(
    'invalid',
    `${agent} may keep at most ${MOST_KEYS} values, of ${MOST_BYTES} bytes in all, for an account: save over the values that it no longer needs.`,
    { code: 'agent_data_full' },
  );
}
