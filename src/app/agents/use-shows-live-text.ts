import { useStreamingDisplay } from '../preferences/use-preferences.ts';
import type { KnownAgent } from './use-agent.ts';

/**
 * Whether the text of a reply is shown while it streams. The person's choice decides, or else the agent's setting.
 * While that setting is unknown, the text stays hidden, because the agent may require that.
 */
export function useShowsLiveText({ id, assistant, gone }: KnownAgent): boolean {
  const { display } = useStreamingDisplay(id ?? '');
  const byAgent = assistant?.agent.details.agent.show_streaming_message ?? gone;
  return display === 'auto' ? byAgent : display === 'always';
}
