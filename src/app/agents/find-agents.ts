import { wordFinder } from '../../protocol/search-pattern.ts';
import { searchWords } from '../../protocol/search-words.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** What agents are looked for by. */
export interface AgentSearch {
  /** All of its words must occur. */
  words: string;
  /** In lower case; null: whatever their tags. */
  tag: string | null;
}

/** The agents that have all the words somewhere in what they say of themselves, and the tag. */
export function findAgents(assistants: readonly Assistant[], { words, tag }: AgentSearch): Assistant[] {
  const isWanted = wordFinder(searchWords(words));
  return assistants.filter((assistant) => {
    if (tag !== null && !tagsOf(assistant).includes(tag)) return false;
    return isWanted(textOf(assistant));
  });
}

/** A tag, and how many agents bear it. */
export type TagCount = readonly [tag: string, count: number];

/**
 * The tags of the agents, the most frequent first.
 * @param among the agents that are counted
 */
export function countTags(assistants: readonly Assistant[], among: readonly Assistant[]): TagCount[] {
  const counts = countEach(among);
  return [...countEach(assistants)]
    .toSorted(([a, one], [b, other]) => other - one || a.localeCompare(b))
    .map(([tag]) => [tag, counts.get(tag) ?? 0]);
}

/** The tags of an agent, each once, in lower case: their authors write them in either. */
export function tagsOf({ agent }: Assistant): string[] {
  return [...new Set(agent.tags.map((tag) => tag.trim().toLowerCase()))].filter(Boolean);
}

function countEach(assistants: readonly Assistant[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const tag of assistants.flatMap(tagsOf)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

function textOf({ id, name, description, agent }: Assistant): string {
  return [id, name, agent.details.display_name ?? '', description, ...agent.tags].join(' ');
}
