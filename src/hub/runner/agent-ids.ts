import { metadataSchema, type Metadata } from '../../protocol/metadata.ts';

/**
 * A thread's metadata with this agent among those that were run on it. NEAR AI's clients read in `agent_ids`, as one
 * text, which agent a thread belongs to: the first. Where the metadata have no room, it is left out.
 */
export function withAgentId(metadata: Metadata, agentId: string): Metadata {
  const known = metadata['agent_ids']?.split(',') ?? [];
  if (known.includes(agentId)) return metadata;
  const named = metadataSchema.safeParse({ ...metadata, agent_ids: [...known, agentId].join(',') });
  return named.success ? named.data : metadata;
}
