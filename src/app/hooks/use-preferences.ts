import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Assistant } from '../../protocol/assistant.ts';
import {
  agentKey,
  PREFERENCES_KEY,
  type Choices,
  type Display,
  type PreferencesStore,
  type SendKey,
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

/** One of the choices, and how to change it. */
export function usePreference<Name extends keyof Choices>(
  name: Name,
): [Choices[Name], (choice: Choices[Name]) => void] {
  const { preferences } = useServices();
  const choice = useStore(preferences, (state) => state[name]);
  return [choice, (next) => preferences.choose({ [name]: next })];
}

/** What sends a message. */
export function useSendKey(): SendKey {
  return usePreference('sendKey')[0];
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
  const display = useStore(
    preferences,
    ({ displays, defaultDisplay }) => displays[agentKey(assistantId)] ?? defaultDisplay,
  );
  const byAgent = assistant?.metadata.details.agent.show_streaming_message ?? true;
  return {
    display,
    showText: display === 'auto' ? byAgent : display === 'always',
    setDisplay: (chosen) => preferences.chooseDisplay(assistantId, chosen),
  };
}

/** The displays of agents with a choice of their own. */
export interface Displays {
  /** By agent, `namespace/name`. */
  displays: Readonly<Record<string, Display>>;
  /** Null: the agent goes by the default again. */
  chooseDisplay: (assistantId: string, display: Display | null) => void;
}

/** Which agents have a choice of their own, and how to change it. */
export function useDisplays(): Displays {
  const { preferences } = useServices();
  return {
    displays: useStore(preferences, ({ displays }) => displays),
    chooseDisplay: preferences.chooseDisplay,
  };
}
