import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { threads } from './schema.ts';
import type { ThreadRow } from './threads.ts';

/** A tool of an agent. `assistantId` has the agent's version: another version may do something else. */
export interface AgentTool {
  assistantId: string;
  name: string;
}

/** Whether the person has approved all calls of a tool, in any version of the thread's conversation. */
export async function isToolApproved(
  db: Database,
  { conversationId }: ThreadRow,
  tool: AgentTool,
): Promise<boolean> {
  const versions = await db
    .select({ approved: threads.approvedTools })
    .from(threads)
    .where(eq(threads.conversationId, conversationId));
  return versions.some(({ approved }) => approved.includes(keyOf(tool)));
}

/** Approves all calls of these tools in the conversation of a thread. */
export async function approveTools(
  db: Database,
  threadId: string,
  tools: readonly AgentTool[],
): Promise<void> {
  if (tools.length === 0) return;
  const [found] = await db
    .select({ approved: threads.approvedTools })
    .from(threads)
    .where(eq(threads.id, threadId))
    .for('update');
  const approved = new Set([...(found?.approved ?? []), ...tools.map(keyOf)]);
  await db
    .update(threads)
    .set({ approvedTools: [...approved] })
    .where(eq(threads.id, threadId));
}

function keyOf({ assistantId, name }: AgentTool): string {
  return `${assistantId} ${name}`;
}
