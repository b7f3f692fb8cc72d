import { describe, expect, it, vi } from 'vitest';
import { openStorage } from '../../src/app/open-storage.ts';
import { createPreferencesStore } from '../../src/app/stores/preferences-store.ts';
import { createRunStore } from '../../src/app/stores/run-store.ts';
import { FakeClock } from './support/fake-clock.ts';

describe('storage', () => {
  it("is the browser's own", () => {
    expect(openStorage()).toBe(localStorage);
  });

  const forbidden = () => {
    throw new DOMException('Access is denied.', 'SecurityError');
  };
  it.each([
    ['is forbidden', forbidden],
    ['is not there', () => null as unknown as Storage],
  ])('forgets with the page where that %s', (_, get) => {
    vi.spyOn(window, 'localStorage', 'get').mockImplementation(get);
    const storage = openStorage();
    const preferences = createPreferencesStore(storage);
    preferences.choose({ theme: 'dark' });
    expect(createPreferencesStore(storage).getState().theme).toBe('dark');
    expect(createRunStore(new FakeClock(), storage, 'account_1').getState().receipts).toEqual({});
    expect(createPreferencesStore(openStorage()).getState().theme).toBe('system');
  });
});
