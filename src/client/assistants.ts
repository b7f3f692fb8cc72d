import { assistantSchema, type Assistant } from '../protocol/assistant.ts';
import type { HubRequests } from './hub-requests.ts';

/** All agents that the hub lists, each once, by name. Hidden agents are not listed. */
export async function listAssistants(hub: HubRequests, signal: AbortSignal): Promise<Assistant[]> {
  const listed = await hub.requestAllPages(assistantSchema, '/v1/assistants', { after: null, signal });
  return [...new Map(listed.map((assistant) => [assistant.id, assistant])).values()];
}

/** Loads one agent by its id; the agent may be hidden. The version in the id may be `latest`. */
export function getAssistant(hub: HubRequests, id: string, signal?: AbortSignal): Promise<Assistant> {
  return hub.requestJson(assistantSchema, `/v1/assistants/${encodeURIComponent(id)}`, signal && { signal });
}
