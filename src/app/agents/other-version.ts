import type { Assistant } from '../../protocol/assistant.ts';
import { agentKey } from '../preferences/preferences-store.ts';

/** Of some agents, one that is another version of the agent with this id. */
export function findOtherVersion(assistants: readonly Assistant[], id: string): Assistant | undefined {
  return assistants.find((assistant) => agentKey(assistant.id) === agentKey(id));
}
