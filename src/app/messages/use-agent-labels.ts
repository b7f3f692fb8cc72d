import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { agentLabel, nameInId } from '../../client/agent-name.ts';
import { assistantQuery, assistantsQuery } from '../api/assistants.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import type { ConversationItem } from './conversation-item.ts';
import { findOtherVersion } from '../agents/use-agent.ts';

const NONE: readonly Assistant[] = [];

/**
 * Returns a function that returns the label of an agent's messages. The function keeps its identity while the agents
 * stay the same.
 * @param defaultAgent the agent of messages without an agent id
 */
export function useAgentLabels(
  items: readonly ConversationItem[],
  defaultAgent: Assistant | undefined,
): (assistantId: string | null) => string {
  const { data: listed = NONE, isPending } = useQuery(assistantsQuery);
  const joined = [...new Set(items.flatMap(({ assistantId }) => assistantId ?? []))].join('\n');
  const unlisted = useMemo(() => {
    if (isPending || joined === '') return [];
    return joined.split('\n').filter((id) => !listed.some((assistant) => assistant.id === id));
  }, [joined, listed, isPending]);
  // The hub can have agents that are not listed.
  const answers = useQueries({ queries: unlisted.map(assistantQuery), combine: answersOf });
  const fallback = agentLabel(defaultAgent);
  return useCallback(
    (assistantId) => {
      const known =
        listed.find(({ id }) => id === assistantId) ?? answers[unlisted.indexOf(assistantId ?? '')];
      if (known || assistantId === null) return known ? agentLabel(known) : fallback;
      const other = findOtherVersion(listed, assistantId);
      return other ? agentLabel(other) : nameInId(assistantId);
    },
    [listed, unlisted, answers, fallback],
  );
}

function answersOf(results: UseQueryResult<Assistant>[]): (Assistant | undefined)[] {
  return results.map(({ data }) => data);
}
