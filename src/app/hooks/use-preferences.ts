import { useStore } from 'zustand';
import type { Assistant } from '../../protocol/assistant.ts';
import { agentKey, type Display, type Theme } from '../stores/preferences-store.ts';
import { useServices } from './services.ts';

/** The theme, and how to change it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const { preferences } = useServices();
  return [useStore(preferences, ({ theme }) => theme), preferences.setTheme];
}

/** The choice of a display, and what comes of it. */
export interface StreamingDisplay {
  display: Display;
  /** Whether live text is shown: the person's choice, or else the agent's. */
  showText: boolean;
  setDisplay: (display: Display) => void;
}

/** How the live text of an agent is shown. */
export function useStreamingDisplay(assistantId: string, assistant: Assistant | undefined): StreamingDisplay {
  const { preferences } = useServices();
  const display = useStore(preferences, ({ displays }) => displays[agentKey(assistantId)] ?? 'auto');
  const byAgent = assistant?.metadata.details.agent.show_streaming_message ?? true;
  return {
    display,
    showText: display === 'auto' ? byAgent : display === 'always',
    setDisplay: (chosen) => preferences.setDisplay(assistantId, chosen),
  };
}
