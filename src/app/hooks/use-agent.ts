import { useQuery } from '@tanstack/react-query';
import { assistantsQuery } from '../api/assistants.ts';
import { newestRunQuery } from '../api/runs.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentKey } from '../stores/preferences-store.ts';

export interface Agent {
  assistants: readonly Assistant[];
  /** The agent that answers; undefined while that is not known, and if the hub does not have it. */
  assistant: Assistant | undefined;
  /** The id under which it is asked to run; null while there is none. */
  assistantId: string | null;
  /** The thread's agent, which the hub no longer has. */
  missing: string | null;
  error: Error | null;
}

/** Who answers: in a thread the agent of its newest run, else the one asked for, else the first. */
export function useAgent(threadId: string | null, askedFor: string | null): Agent {
  const { data: assistants, error } = useQuery(assistantsQuery);
  const newestRun = useQuery(newestRunQuery(threadId));
  const ofThread = newestRun.data?.assistant_id ?? null;
  const known = assistants ?? [];
  const settled = threadId === null || newestRun.isSuccess;
  const fallback = settled ? known[0] : undefined;
  const assistant =
    ofThread === null ? (findAssistant(known, askedFor) ?? fallback) : findAssistant(known, ofThread);
  const missing = ofThread !== null && assistants && !assistant ? ofThread : null;
  return { assistants: known, assistant, assistantId: assistant?.id ?? null, missing, error };
}

/** An agent by its id; where that version is gone, another version of the same agent. */
function findAssistant(assistants: readonly Assistant[], id: string | null): Assistant | undefined {
  if (id === null) return undefined;
  return (
    assistants.find((assistant) => assistant.id === id) ??
    assistants.find((assistant) => agentKey(assistant.id) === agentKey(id))
  );
}
