import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import { usePreferencesStore } from './preferences-context.ts';
import { agentKey, type Choices, type Display, type PreferencesStore } from './preferences-store.ts';

/** Applies preferences that are chosen in other tabs. */
export function useOtherTabsPreferences(preferences: PreferencesStore): void {
  useEffect(() => preferences.watchOtherTabs(), [preferences]);
}

/** Returns one preference, and a function that changes it. */
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

/** Whether the live text of an agent is shown, and a function that changes it. */
export interface StreamingDisplay {
  display: Display;
  setDisplay: (display: Display) => void;
}

/** Returns the person's choice for an agent, or else their choice for all agents. */
export function useStreamingDisplay(assistantId: string): StreamingDisplay {
  const preferences = usePreferencesStore();
  const display = useStore(
    preferences,
    ({ displays, defaultDisplay }) => displays[agentKey(assistantId)] ?? defaultDisplay,
  );
  return { display, setDisplay: (chosen) => preferences.chooseDisplay(assistantId, chosen) };
}

/** The choices for single agents. */
export interface Displays {
  /** The choices by agent, as `namespace/name`. */
  displays: Readonly<Record<string, Display>>;
  /** Sets the choice for an agent. If `display` is null, the agent uses the default again. */
  chooseDisplay: (assistantId: string, display: Display | null) => void;
}

/** Returns the choices for single agents, and a function that changes one of them. */
export function useDisplays(): Displays {
  const preferences = usePreferencesStore();
  return {
    displays: useStore(preferences, ({ displays }) => displays),
    chooseDisplay: preferences.chooseDisplay,
  };
}
