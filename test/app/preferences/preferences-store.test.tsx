import { beforeEach, describe, expect, it } from 'vitest';
import { OUTPUT_KINDS, type OutputKind } from '../../../src/app/preferences/output-kinds.ts';
import { chooseDisplay, removeDisplays } from '../../../src/app/preferences/choose-display.ts';
import {
  createPreferencesStore,
  displaysOf as displaysIn,
  PREFERENCES_KEY,
} from '../../../src/app/preferences/preferences-store.ts';
import { dispatchStorageEvent } from '../support/storage-event.ts';

const UNTOUCHED = {
  theme: 'system',
  textSize: 'medium',
  density: 'comfortable',
  showTimes: false,
  showSidebar: true,
  showPracticeNote: true,
  sendKey: 'enter',
  wrapCode: false,
  singleKeys: false,
  defaultDisplay: 'auto',
  displays: {},
  defaultThinkingDisplay: 'auto',
  thinkingDisplays: {},
  defaultToolDisplay: 'auto',
  toolDisplays: {},
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
    chooseDisplay(preferences, 'symposium/streaming-example/0.0.3', 'text', 'never');
    chooseDisplay(preferences, 'symposium/streaming-example/0.0.3', 'tools', 'always');
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      ...UNTOUCHED,
      ...choices,
      displays: { 'symposium/streaming-example': 'never' },
      toolDisplays: { 'symposium/streaming-example': 'always' },
    });
  });

  it('can reset an agent to the default', () => {
    const preferences = createPreferencesStore(localStorage);
    chooseDisplay(preferences, 'a/b/1.0.0', 'text', 'never');
    chooseDisplay(preferences, 'a/b/1.0.0', 'thinking', 'never');
    chooseDisplay(preferences, 'a/c/1.0.0', 'text', 'always');
    removeDisplays(preferences, 'a/b/1.0.1');
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      ...UNTOUCHED,
      displays: { 'a/c': 'always' },
    });
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
      defaultThinkingDisplay: 'folded',
      thinkingDisplays: { 'a/b': 'never', 'a/c': 7 },
      toolDisplays: 'all',
    });
    expect(createPreferencesStore(localStorage).getState()).toEqual({
      ...UNTOUCHED,
      textSize: 'large',
      defaultDisplay: 'always',
      displays: { 'a/c': 'always' },
      thinkingDisplays: { 'a/b': 'never' },
    });
  });

  it.each([[null], ['dark'], [{ displays: 'all' }]])('are the defaults if %j is stored', (state) => {
    store(state);
    expect(createPreferencesStore(localStorage).getState().theme).toBe('system');
  });
});

/** The displays of an agent, in the order of OUTPUT_KINDS. */
function displaysOf(agent: string): string[] {
  const displays = displaysIn(createPreferencesStore(localStorage).getState(), `${agent}/1.0.0`);
  return OUTPUT_KINDS.map((kind) => displays[kind]);
}

describe('preferences that were stored when an agent had one display', () => {
  it.each([
    [{}, ['auto', 'auto', 'auto']],
    [{ defaultDisplay: 'auto' }, ['auto', 'auto', 'auto']],
    [{ defaultDisplay: 'always' }, ['always', 'auto', 'auto']],
    [{ defaultDisplay: 'never' }, ['never', 'never', 'never']],
    [{ displays: { 'a/b': 'never' } }, ['never', 'never', 'never']],
    [{ displays: { 'a/b': 'always' } }, ['always', 'auto', 'auto']],
    [{ defaultDisplay: 'always', displays: { 'a/b': 'never' } }, ['never', 'never', 'never']],
    [{ defaultDisplay: 'never', displays: { 'a/b': 'always' } }, ['always', 'auto', 'auto']],
    [{ defaultDisplay: 'never', displays: { 'a/b': 'auto' } }, ['auto', 'auto', 'auto']],
    [{ defaultDisplay: 'never', displays: { 'a/c': 'auto' } }, ['never', 'never', 'never']],
  ])('keep it for text, and hide the other kinds if it was Never: %j', (state, displays) => {
    store(state);
    expect(displaysOf('a/b')).toEqual(displays);
  });

  it('are stored for each kind with the next choice, and then each kind is independent', () => {
    store({ defaultDisplay: 'never', displays: { 'a/b': 'never' } });
    chooseDisplay(createPreferencesStore(localStorage), 'a/b/1.0.0', 'text', 'always');
    expect(displaysOf('a/b')).toEqual(['always', 'never', 'never']);
    createPreferencesStore(localStorage).choose({ defaultDisplay: 'auto' });
    expect(displaysOf('a/c')).toEqual(['auto', 'never', 'never']);
  });

  it('hide nothing more after that', () => {
    chooseDisplay(createPreferencesStore(localStorage), 'a/b/1.0.0', 'text', 'never');
    createPreferencesStore(localStorage).choose({ defaultDisplay: 'never' });
    expect(displaysOf('a/b')).toEqual(['never', 'auto', 'auto']);
    expect(displaysOf('a/c')).toEqual(['never', 'auto', 'auto']);
  });

  it('apply when another tab, with an earlier version of the page, stores them', () => {
    const preferences = createPreferencesStore(localStorage);
    chooseDisplay(preferences, 'a/b/1.0.0', 'thinking', 'always');
    const unwatch = preferences.watchOtherTabs();
    store({ theme: 'dark', displays: { 'a/b': 'never' } });
    dispatchStorageEvent(PREFERENCES_KEY);
    unwatch();
    expect(preferences.getState()).toMatchObject({
      theme: 'dark',
      displays: { 'a/b': 'never' },
      thinkingDisplays: { 'a/b': 'never' },
      toolDisplays: { 'a/b': 'never' },
    });
  });
});

it.each<OutputKind>(['text', 'thinking', 'tools'])('a choice for %s arrives in other tabs', (kind) => {
  const here = createPreferencesStore(localStorage);
  const unwatch = here.watchOtherTabs();
  chooseDisplay(createPreferencesStore(localStorage), 'a/b/1.0.0', kind, 'always');
  dispatchStorageEvent(PREFERENCES_KEY);
  unwatch();
  expect(displaysIn(here.getState(), 'a/b/2.0.0')).toEqual({
    text: 'auto',
    thinking: 'auto',
    tools: 'auto',
    [kind]: 'always',
  });
});
