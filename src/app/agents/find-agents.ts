import { wordFinder } from '../../protocol/search-pattern.ts';
import { searchWords } from '../../protocol/search-words.ts';
import type { Assistant } from '../../protocol/assistant.ts';

/** A search for agents. */
export interface AgentSearch {
  /** All of these words must occur. */
  words: string;
  /** A tag in lower case; null if agents are not filtered by tag. */
  tag: string | null;
}

/** Returns the agents that have the tag, and whose names, description and tags together contain all the words. */
export function findAgents(assistants: readonly Assistant[], { words, tag }: AgentSearch): Assistant[] {
  const hasWords = wordFinder(searchWords(words));
  return assistants.filter((assistant) => {
    if (tag !== null && !tagsOf(assistant).includes(tag)) return false;
    return hasWords(textOf(assistant));
  });
}

/** A tag and the number of agents that have it. */
export type TagCount = readonly [tag: string, count: number];

/**
 * Returns the tags of `assistants`, the most frequent first, with their counts.
 * @param among the agents that are counted
 */
export function countTags(assistants: readonly Assistant[], among: readonly Assistant[]): TagCount[] {
  const counts = countEach(among);
  return [...countEach(assistants)]
    .toSorted(([a, one], [b, other]) => other - one || a.localeCompare(b))
    .map(([tag]) => [tag, counts.get(tag) ?? 0]);
}

/** Returns the tags of an agent without duplicates, in lower case, because authors write tags in either case. */
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
