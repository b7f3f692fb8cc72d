import type { Assistant } from '../../protocol/assistant.ts';

/** What agents are looked for by. */
export interface AgentSearch {
  /** All of its words must occur. */
  words: string;
  /** Null: whatever their tags. */
  tag: string | null;
}

/** The agents that have all the words somewhere in what they say of themselves, and the tag. */
export function findAgents(assistants: readonly Assistant[], { words, tag }: AgentSearch): Assistant[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return assistants.filter((assistant) => {
    if (tag !== null && !assistant.metadata.tags.includes(tag)) return false;
    const text = textOf(assistant).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** The tags of the agents, the most frequent first, and how many bear each. */
export function countTags(assistants: readonly Assistant[]): [tag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const tag of assistants.flatMap(({ metadata }) => [...new Set(metadata.tags)])) {
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].toSorted(([a, one], [b, other]) => other - one || a.localeCompare(b));
}

function textOf({ id, name, description, metadata }: Assistant): string {
  return [id, name, metadata.details.display_name ?? '', description, ...metadata.tags].join(' ');
}
