import { useQuery } from '@tanstack/react-query';
import { isMissing } from '../../client/hub-requests.ts';
import { assistantQuery, assistantsQuery } from '../api/assistants.ts';
import { newestRunQuery } from '../api/runs.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentKey } from '../preferences/preferences-store.ts';

/** An agent, as far as it is known. */
export interface KnownAgent {
  id: string | null;
  /** Undefined while it is not known, and if the hub does not have it. */
  assistant: Assistant | undefined;
  /** The hub does not have it, and no other version of it. */
  gone: boolean;
}

/** Who answers in a conversation, and who could. */
export interface ChosenAgent {
  /** The agents to choose from. Some that the hub has are not among them. */
  assistants: readonly Assistant[];
  /** Who there is to choose from, and who answers, is not known yet. */
  loading: boolean;
  /** The agent that answers; undefined while that is not known, and if the hub does not have it. */
  assistant: Assistant | undefined;
  /** The id under which it is asked to run; null while there is none. */
  assistantId: string | null;
  /** The agent that is heard, or was last: that of the newest run, before the first the one that answers. */
  heard: KnownAgent;
  /** The thread's agent, which the hub no longer has. */
  missing: string | null;
  /** The agent that was asked for need not be asked for any more: it is the thread's, or the hub does not have it. */
  isDecided: boolean;
  error: Error | null;
  /** Asks the hub again for its agents. */
  retry: () => void;
}

const NONE: readonly Assistant[] = [];

/** Who answers: the agent asked for, else in a thread the agent of its newest run, else the first. */
export function useAgent(threadId: string | null, requestedId: string | null): ChosenAgent {
  const list = useQuery(assistantsQuery);
  const newestRun = useQuery(newestRunQuery(threadId));
  /** Undefined while it is not known. What was known once stays so, though the hub cannot be asked again. */
  const run = threadId === null ? null : newestRun.data;
  const ofThread = useFound(run?.assistant_id ?? null, list.data);
  const asked = useFound(run === undefined ? null : requestedId, list.data);
  const first = { assistant: run === undefined ? undefined : list.data?.[0], error: null };
  const answering = [asked, ofThread].find(({ id, gone }) => id !== null && !gone);
  const { assistant, error } = answering ?? (ofThread.id === null ? first : ofThread);
  const runError = run === undefined ? newestRun.error : null;
  return {
    assistants: list.data ?? NONE,
    loading: list.isPending || run === undefined,
    assistant,
    assistantId: assistant?.id ?? null,
    heard: ofThread.id === null ? { id: assistant?.id ?? null, assistant, gone: false } : ofThread,
    missing: answering ? null : ofThread.id,
    isDecided:
      asked.id !== null && ofThread.id !== null && (asked.gone || asked.assistant?.id === ofThread.id),
    error: (list.data ? null : list.error) ?? runError ?? error,
    retry: () => void list.refetch(),
  };
}

interface FoundAgent extends KnownAgent {
  error: Error | null;
}

/** An agent by its id, or another version of it if it is gone. */
function useFound(id: string | null, list: readonly Assistant[] | undefined): FoundAgent {
  const listed = list?.find((assistant) => assistant.id === id);
  // An agent need not be listed to be there.
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

/** Of some agents, one that is another version of the agent with this id. */
export function findOtherVersion(assistants: readonly Assistant[], id: string): Assistant | undefined {
  return assistants.find((assistant) => agentKey(assistant.id) === agentKey(id));
}
