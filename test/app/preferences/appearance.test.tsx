import { beforeEach, describe, expect, it } from 'vitest';
import { showAppearance } from '../../../src/app/preferences/appearance.ts';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';

const [html = ''] = Object.values(
  import.meta.glob<string>('../../../index.html', { query: '?raw', import: 'default', eager: true }),
);
const [, script = ''] = /<script>(.+?)<\/script>/s.exec(html) ?? [];
const beforeFirstPaint = new Function(script);
const root = () => ({ ...document.documentElement.dataset });

beforeEach(() => {
  localStorage.clear();
  for (const name of Object.keys(root())) delete document.documentElement.dataset[name];
});

describe('the appearance', () => {
  it('is the same before and after the first paint', () => {
    const preferences = createPreferencesStore(localStorage);
    preferences.choose({ theme: 'dark', density: 'compact', textSize: 'small' });
    beforeFirstPaint();
    const before = root();
    expect(before).toEqual({ theme: 'dark', density: 'compact', textSize: 'small' });
    showAppearance(preferences.getState());
    expect(root()).toEqual(before);
  });

  it.each(['', '{', '{"state":null}'])('is not set before the first paint if %j is stored', (stored) => {
    localStorage.setItem('symposium.preferences', stored);
    beforeFirstPaint();
    expect(root()).toEqual({});
  });
});
