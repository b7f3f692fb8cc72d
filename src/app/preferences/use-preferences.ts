import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import { usePreferencesStore } from './preferences-context.ts';
import type { Choices, PreferencesStore } from './preferences-store.ts';

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
