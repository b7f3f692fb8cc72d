import { useStreamingDisplay } from '../preferences/use-preferences.ts';
import type { KnownAgent } from './use-agent.ts';

/**
 * Whether live text of an agent is shown: the person's choice, or else the agent's. What an agent wants that is not
 * known yet may be that nobody sees it.
 */
export function useShowsLiveText({ id, assistant, gone }: KnownAgent): boolean {
  const { display } = useStreamingDisplay(id ?? '');
  const byAgent = assistant?.agent.details.agent.show_streaming_message ?? gone;
  return display === 'auto' ? byAgent : display === 'always';
}
