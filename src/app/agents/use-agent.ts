import { useQuery } from '@tanstack/react-query';
import { isMissing } from '../../client/hub-requests.ts';
import { assistantQuery, assistantsQuery } from '../api/assistants.ts';
import { newestRunQuery } from '../api/runs.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentKey } from '../preferences/preferences-store.ts';

/** An agent, and whether the hub has it. */
export interface KnownAgent {
  id: string | null;
  /** Undefined while it is loading, and if the hub does not have it. */
  assistant: Assistant | undefined;
  /** Whether the hub has neither this agent nor another version of it. */
  gone: boolean;
}

/** The agent that answers in a conversation, and the agents to choose from. */
export interface ChosenAgent {
  /** The listed agents. The hub can have others, which are not listed. */
  assistants: readonly Assistant[];
  /** Whether the agents are still loading. */
  loading: boolean;
  /** The agent that answers the next message; undefined while it is loading, and if the hub does not have it. */
  assistant: Assistant | undefined;
  /** The assistant id for starting runs; null while no agent is known. */
  assistantId: string | null;
  /** The agent of the newest run. Before the first run, the agent that answers. */
  latest: KnownAgent;
  /** The id of the thread's agent if the hub no longer has it; null otherwise. */
  missing: string | null;
  /**
   * Whether the requested agent can be removed from the URL. True if it is now the thread's agent, or if the hub does
   * not have it.
   */
  isRequestDone: boolean;
  error: Error | null;
  /** Loads the agents again after an error. */
  retry: () => void;
}

const NONE: readonly Assistant[] = [];

/**
 * Returns the agent that answers: the requested agent, else the agent of the thread's newest run, else the first listed
 * agent.
 */
export function useAgent(threadId: string | null, requestedId: string | null): ChosenAgent {
  const list = useQuery(assistantsQuery);
  const newestRun = useQuery(newestRunQuery(threadId));
  /** The newest run; undefined while it is loading. Cached data stays valid when the hub cannot be reached. */
  const run = threadId === null ? null : newestRun.data;
  const threadAgent = useAgentById(run?.assistant_id ?? null, list.data);
  const requested = useAgentById(run === undefined ? null : requestedId, list.data);
  const first = { assistant: run === undefined ? undefined : list.data?.[0], error: null };
  const answering = [requested, threadAgent].find(({ id, gone }) => id !== null && !gone);
  const { assistant, error } = answering ?? (threadAgent.id === null ? first : threadAgent);
  const runError = run === undefined ? newestRun.error : null;
  return {
    assistants: list.data ?? NONE,
    loading: list.isPending || run === undefined,
    assistant,
    assistantId: assistant?.id ?? null,
    latest: threadAgent.id === null ? { id: assistant?.id ?? null, assistant, gone: false } : threadAgent,
    missing: answering ? null : threadAgent.id,
    isRequestDone:
      requested.id !== null &&
      threadAgent.id !== null &&
      (requested.gone || requested.assistant?.id === threadAgent.id),
    error: (list.data ? null : list.error) ?? runError ?? error,
    retry: () => void list.refetch(),
  };
}

interface FoundAgent extends KnownAgent {
  error: Error | null;
}

/**
 * Returns the agent with this id. If the hub does not have it, returns another version of it.
 * @param list the listed agents; undefined while they are loading
 */
export function useAgentById(id: string | null, list: readonly Assistant[] | undefined): FoundAgent {
  const listed = list?.find((assistant) => assistant.id === id);
  // The hub can have an agent that is not listed.
  const unlisted = useQuery(assistantQuery(list && !listed ? id : null));
  const isUnknown = isMissing(unlisted.error);
  const instead = id !== null && isUnknown ? findOtherVersion(list ?? NONE, id) : undefined;
  return {
    id,
    assistant: listed ?? unlisted.data ?? instead,
    gone: isUnknown && !instead,
    error: isUnknown || unlisted.data ? null : unlisted.error,
  };
}

/** Finds another version of the agent with this id. */
export function findOtherVersion(assistants: readonly Assistant[], id: string): Assistant | undefined {
  return assistants.find((assistant) => agentKey(assistant.id) === agentKey(id));
}
