import { useMemo } from 'react';
import { useStreamingDisplay } from '../preferences/use-preferences.ts';
import type { KnownAgent } from './use-agent.ts';

/** Which kinds of partial output are shown. Kinds that are not shown are not in the document. */
export interface ShownKinds {
  /** Whether the text of a reply is shown while it streams. */
  text: boolean;
  /** Whether the model's thinking is shown, also after the run. */
  thinking: boolean;
  /** Whether tool calls are shown, also after the run. */
  tools: boolean;
}

/**
 * Returns what is shown of an agent. The person's choice decides, or else the agent's setting. While that setting is
 * unknown, everything stays hidden, because the agent may require that.
 */
export function useShownKinds({ id, assistant, gone }: KnownAgent): ShownKinds {
  const { display } = useStreamingDisplay(id ?? '');
  const byAgent = assistant?.agent.details.agent.show_streaming_message ?? gone;
  const shown = display === 'auto' ? byAgent : display === 'always';
  return useMemo(() => ({ text: shown, thinking: shown, tools: shown }), [shown]);
}
