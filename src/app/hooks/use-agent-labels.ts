import { useCallback } from 'react';
import { agentKey } from '../stores/preferences-store.ts';
import { agentLabel } from './agent-name.ts';
import type { ChosenAgent } from './use-agent.ts';

/** What stands at the messages of each agent. Keeps its identity while the agents stay the same. */
export function useAgentLabels({
  assistants,
  assistant,
}: ChosenAgent): (assistantId: string | null) => string {
  return useCallback(
    (assistantId) => {
      if (assistantId === null) return agentLabel(assistant);
      const key = agentKey(assistantId);
      const known = [...(assistant ? [assistant] : []), ...assistants];
      const speaker =
        known.find(({ id }) => id === assistantId) ?? known.find(({ id }) => agentKey(id) === key);
      return speaker ? agentLabel(speaker) : (assistantId.split('/')[1] ?? assistantId);
    },
    [assistants, assistant],
  );
}
