import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStorage, type TextStorage } from '../../../src/app/browser/open-storage.ts';
import { openComposerDrafts } from '../../../src/app/composer/composer-drafts.ts';
import { openOutbox } from '../../../src/app/sending/outbox.ts';
import { chooseDisplay } from '../../../src/app/preferences/choose-display.ts';
import { createPreferencesStore, PREFERENCES_KEY } from '../../../src/app/preferences/preferences-store.ts';
import { createRunStore } from '../../../src/app/runs/run-store.ts';
import { createSeenThreads } from '../../../src/app/threads/seen-threads.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { dispatchStorageEvent } from '../support/storage-event.ts';

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

function fail(name: string): () => never {
  return () => {
    throw new DOMException('It cannot be done.', name);
  };
}

describe('storage', () => {
  it("is the browser's own", () => {
    const storage = openStorage();
    storage.setItem('a', '1');
    expect(localStorage.getItem('a')).toBe('1');
    localStorage.setItem('a', '2');
    expect(storage.getItem('a')).toBe('2');
    storage.removeItem('a');
    expect(localStorage).toHaveLength(0);
    expect(storage.problem.getState().reason).toBeNull();
  });

  it.each([
    ['is forbidden', fail('SecurityError')],
    ['is not there', () => null as unknown as Storage],
  ])('keeps values only in the page if that %s, and reports it at the first write', (_, get) => {
    vi.spyOn(window, 'localStorage', 'get').mockImplementation(get);
    const storage = openStorage();
    const preferences = createPreferencesStore(storage);
    expect(storage.problem.getState().reason).toBeNull();
    preferences.choose({ theme: 'dark' });
    expect(storage.problem.getState().reason).toBe('forbidden');
    expect(createPreferencesStore(storage).getState().theme).toBe('dark');
    expect(createRunStore(new FakeClock(), storage, 'account_1').getState().receipts).toEqual({});
    expect(createPreferencesStore(openStorage()).getState().theme).toBe('system');
  });
});

/** Makes a store read again what is stored, as after a change in another tab. */
function reread(store: { watchOtherTabs: () => () => void }, key: string): void {
  const unwatch = store.watchOtherTabs();
  dispatchStorageEvent(key);
  unwatch();
}

const OUTBOX_KEY = 'symposium.outbox.account_1';
const SEEN_KEY = 'symposium.seen-threads.account_1';

/** Every store that is kept in a storage, with changes to it. */
const STORES: [name: string, use: (storage: TextStorage) => { chosen: unknown; forgotten?: unknown }][] = [
  [
    'preferences',
    (storage) => {
      const store = createPreferencesStore(storage);
      store.choose({ theme: 'dark' });
      chooseDisplay(store, 'a/b/1.0.0', 'text', 'never');
      reread(store, PREFERENCES_KEY);
      return { chosen: [store.getState().theme, store.getState().displays] };
    },
  ],
  [
    'drafts',
    (storage) => {
      const store = openComposerDrafts(storage, 'account_1');
      store.write('one', 'Half a thought');
      store.move('one', 'two', 'Half a thought');
      const chosen = [store.read('one'), store.read('two')];
      store.forget();
      return { chosen, forgotten: store.read('two') };
    },
  ],
  [
    'outbox',
    (storage) => {
      const store = openOutbox(storage, 'account_1');
      const message = { conversation: 'new', threadId: null, assistantId: 'a/b/1.0.0', knownIds: [] };
      for (const key of ['m1', 'm2', 'm3']) store.add({ ...message, key, text: key }, 'waiting');
      store.startThread('new', 'thread_1');
      store.startSending('m1', []);
      store.markSent('m1', 'run_1');
      store.refuse('m2', 'No.');
      store.remove('m2');
      reread(store, OUTBOX_KEY);
      const chosen = store.getState().messages.map(({ text, delivery }) => [text, delivery]);
      store.forget();
      return { chosen, forgotten: store.getState().messages };
    },
  ],
  [
    'seen threads',
    (storage) => {
      const store = createSeenThreads(storage, 'account_1');
      store.begin(1);
      store.markSeen('thread_1', 5);
      reread(store, SEEN_KEY);
      const chosen = store.getState();
      store.forget();
      return { chosen, forgotten: store.getState() };
    },
  ],
  [
    'receipts',
    (storage) => {
      const store = createRunStore(new FakeClock(), storage, 'account_1');
      const receipt = { deltas: 1, untilFirst: 1, seconds: 1, gaps: 0, reconnects: 0 };
      store.setState({ receipts: { msg_1: receipt } });
      const chosen = store.getState().receipts;
      store.forget();
      return { chosen, forgotten: store.getState().receipts };
    },
  ],
];

describe.each(STORES)('%s: work with a storage that throws', (_, use) => {
  it.each([
    ['setItem', 'QuotaExceededError'],
    ['getItem', 'SecurityError'],
    ['removeItem', 'SecurityError'],
  ] as const)('in %s (%s)', (method, name) => {
    const usual = use(openStorage());
    localStorage.clear();
    const storage = openStorage();
    vi.spyOn(Storage.prototype, method).mockImplementation(fail(name));
    expect(use(storage)).toEqual(usual);
  });
});

describe('a full storage', () => {
  const fill = () => vi.spyOn(Storage.prototype, 'setItem').mockImplementation(fail('QuotaExceededError'));

  it('prefers the values in the page to older ones in the browser', () => {
    createPreferencesStore(openStorage()).choose({ theme: 'light', density: 'compact' });
    const filled = fill();
    const storage = openStorage();
    const preferences = createPreferencesStore(storage);
    preferences.choose({ theme: 'dark' });
    chooseDisplay(preferences, 'a/b/1.0.0', 'text', 'never');
    reread(preferences, PREFERENCES_KEY);
    expect(preferences.getState()).toMatchObject({
      theme: 'dark',
      density: 'compact',
      displays: { 'a/b': 'never' },
    });
    expect(storage.problem.getState().reason).toBe('full');
    filled.mockRestore();
    preferences.choose({ theme: 'system' });
    expect(createPreferencesStore(openStorage()).getState().theme).toBe('system');
  });

  it('keeps drafts, unsent messages and seen threads in the page', () => {
    fill();
    const storage = openStorage();
    const drafts = openComposerDrafts(storage, 'account_1');
    drafts.write('one', 'Half a thought');
    drafts.write('other', 'Another');
    expect([drafts.read('one'), drafts.read('other')]).toEqual(['Half a thought', 'Another']);
    const outbox = openOutbox(storage, 'account_1');
    const message = { conversation: 'new', threadId: null, assistantId: 'a/b/1.0.0', knownIds: [] };
    outbox.add({ ...message, key: 'm1', text: 'First' }, 'waiting');
    outbox.add({ ...message, key: 'm2', text: 'Second' }, 'waiting');
    reread(outbox, OUTBOX_KEY);
    expect(outbox.getState().messages.map(({ text }) => text)).toEqual(['First', 'Second']);
    const seen = createSeenThreads(storage, 'account_1');
    seen.begin(1);
    seen.markSeen('thread_1', 5);
    reread(seen, SEEN_KEY);
    expect(seen.getState()).toEqual({ since: 1, seen: { thread_1: 5 } });
    drafts.forget();
    expect(drafts.read('one')).toBe('');
    expect(localStorage).toHaveLength(0);
  });
});
