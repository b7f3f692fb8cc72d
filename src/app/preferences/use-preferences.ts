import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import {
  agentKey,
  PREFERENCES_KEY,
  type Choices,
  type Display,
  type PreferencesStore,
} from './preferences-store.ts';
import { usePreferencesStore } from './preferences-context.ts';

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
  const preferences = usePreferencesStore();
  const choice = useStore(preferences, (state) => state[name]);
  const choose = useCallback(
    (next: Choices[Name]) => preferences.choose({ [name]: next }),
    [preferences, name],
  );
  return [choice, choose];
}

/** How the live text of an agent is shown, and how to choose that. */
export interface StreamingDisplay {
  display: Display;
  setDisplay: (display: Display) => void;
}

/** What the person has chosen for an agent, or else for all. */
export function useStreamingDisplay(assistantId: string): StreamingDisplay {
  const preferences = usePreferencesStore();
  const display = useStore(
    preferences,
    ({ displays, defaultDisplay }) => displays[agentKey(assistantId)] ?? defaultDisplay,
  );
  return { display, setDisplay: (chosen) => preferences.chooseDisplay(assistantId, chosen) };
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
  const preferences = usePreferencesStore();
  return {
    displays: useStore(preferences, ({ displays }) => displays),
    chooseDisplay: preferences.chooseDisplay,
  };
}
