import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Assistant } from '../../protocol/assistant.ts';
import {
  agentKey,
  PREFERENCES_KEY,
  type Display,
  type PreferencesStore,
  type Theme,
} from '../stores/preferences-store.ts';
import { useServices } from './services.ts';

/** Takes over the preferences that another tab has set. */
export function useOtherTabsPreferences(preferences: PreferencesStore): void {
  useEffect(() => {
    function onStorage({ key }: StorageEvent): void {
      if (key === PREFERENCES_KEY) preferences.reread();
    }
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [preferences]);
}

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
