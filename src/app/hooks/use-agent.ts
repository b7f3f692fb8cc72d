import { useQuery } from '@tanstack/react-query';
import { assistantQuery, assistantsQuery } from '../api/assistants.ts';
import { ApiError } from '../api/http.ts';
import { newestRunQuery } from '../api/runs.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentKey } from '../stores/preferences-store.ts';

/** Who answers in a conversation, and who could. */
export interface ChosenAgent {
  /** The agents to choose from. Some that the hub has are not among them. */
  assistants: readonly Assistant[];
  /** The agent that answers; undefined while that is not known, and if the hub does not have it. */
  assistant: Assistant | undefined;
  /** The id under which it is asked to run; null while there is none. */
  assistantId: string | null;
  /** The thread's agent, which the hub no longer has. */
  missing: string | null;
  error: Error | null;
}

const NONE: readonly Assistant[] = [];

/** Who answers: the one asked for, else in a thread the agent of its newest run, else the first. */
export function useAgent(threadId: string | null, askedFor: string | null): ChosenAgent {
  const list = useQuery(assistantsQuery);
  const newestRun = useQuery(newestRunQuery(threadId));
  const settled = threadId === null || newestRun.isSuccess;
  const ofThread = newestRun.data?.assistant_id ?? null;
  const assistants = list.data ?? NONE;
  // In a thread another agent can be asked for, if it is there to be chosen.
  const chosen = assistants.some(({ id }) => id === askedFor) ? askedFor : null;
  const wanted = settled ? (ofThread === null ? askedFor : (chosen ?? ofThread)) : null;
  const listed = assistants.find(({ id }) => id === wanted);
  // An agent need not be listed to be there.
  const unlisted = useQuery(assistantQuery(list.isSuccess && !listed ? wanted : null));
  const gone = unlisted.error instanceof ApiError && unlisted.error.status === 404;
  const otherVersion = wanted === null ? undefined : findOtherVersion(assistants, wanted);
  const instead = otherVersion ?? (ofThread === null ? assistants[0] : undefined);
  const assistant = listed ?? unlisted.data ?? (settled && (gone || !wanted) ? instead : undefined);
  return {
    assistants,
    assistant,
    assistantId: assistant?.id ?? null,
    missing: gone && !assistant ? ofThread : null,
    error: list.error ?? (gone ? null : unlisted.error),
  };
}

function findOtherVersion(assistants: readonly Assistant[], id: string): Assistant | undefined {
  return assistants.find((assistant) => agentKey(assistant.id) === agentKey(id));
}
