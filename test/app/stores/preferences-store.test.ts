import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore } from '../../../src/app/stores/preferences-store.ts';

beforeEach(() => localStorage.clear());

describe('preferences', () => {
  it('are remembered, an agent by its name and not by its version', () => {
    const preferences = createPreferencesStore(localStorage);
    preferences.setTheme('dark');
    preferences.setDisplay('symposium/streaming-example/0.0.3', 'never');
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      theme: 'dark',
      displays: { 'symposium/streaming-example': 'never' },
    });
  });

  it('leave out what this version does not know', () => {
    const stored = {
      state: { theme: 'sepia', displays: { 'a/b': 'sometimes', 'a/c': 'always' } },
      version: 0,
    };
    localStorage.setItem('symposium.preferences', JSON.stringify(stored));
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      theme: 'system',
      displays: { 'a/c': 'always' },
    });
  });
});
