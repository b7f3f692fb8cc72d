import { beforeEach, describe, expect, it } from 'vitest';
import { createPreferencesStore, PREFERENCES_KEY } from '../../../src/app/preferences/preferences-store.ts';

const UNTOUCHED = {
  theme: 'system',
  textSize: 'medium',
  density: 'comfortable',
  showTimes: false,
  showSidebar: true,
  showPracticeNote: true,
  defaultDisplay: 'auto',
  sendKey: 'enter',
  wrapCode: false,
  singleKeys: false,
  displays: {},
};

function store(state: unknown): void {
  localStorage.setItem(PREFERENCES_KEY, JSON.stringify({ state, version: 0 }));
}

beforeEach(() => localStorage.clear());

describe('preferences', () => {
  it('are stored, those of an agent without its version', () => {
    const preferences = createPreferencesStore(localStorage);
    const choices = { theme: 'dark', textSize: 'large', sendKey: 'mod-enter', singleKeys: true } as const;
    preferences.choose(choices);
    preferences.chooseDisplay('symposium/streaming-example/0.0.3', 'never');
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      ...UNTOUCHED,
      ...choices,
      displays: { 'symposium/streaming-example': 'never' },
    });
  });

  it('can reset an agent to the default', () => {
    const preferences = createPreferencesStore(localStorage);
    preferences.chooseDisplay('a/b/1.0.0', 'never');
    preferences.chooseDisplay('a/c/1.0.0', 'always');
    preferences.chooseDisplay('a/b/1.0.1', null);
    expect(createPreferencesStore(localStorage).getState().displays).toEqual({ 'a/c': 'always' });
  });

  it('drop stored values that this version does not know, and keep the rest', () => {
    store({
      theme: 'sepia',
      textSize: 'large',
      density: null,
      showTimes: 'yes',
      defaultDisplay: 'always',
      sendKey: 13,
      displays: { 'a/b': 'sometimes', 'a/c': 'always' },
    });
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      ...UNTOUCHED,
      textSize: 'large',
      defaultDisplay: 'always',
      displays: { 'a/c': 'always' },
    });
  });

  it.each([[null], ['dark'], [{ displays: 'all' }]])('are the defaults if %j is stored', (state) => {
    store(state);
    expect(createPreferencesStore(localStorage).getState().theme).toBe('system');
  });
});
