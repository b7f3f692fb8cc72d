import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Keys } from '../../src/app/keyboard.ts';

const SEARCH: Keys = { key: 'k', mod: true };
const HELP: Keys = { key: '?' };
const WRITE: Keys = { key: 'c' };

async function keyboardOf(platform: string) {
  vi.spyOn(navigator, 'platform', 'get').mockReturnValue(platform);
  vi.resetModules();
  return import('../../src/app/keyboard.ts');
}

const press = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init);

afterEach(() => vi.resetModules());

describe('keys that are pressed together', () => {
  it.each([
    ['Win32', { ctrlKey: true }, { metaKey: true }, ['Ctrl', 'K']],
    ['MacIntel', { metaKey: true }, { ctrlKey: true }, ['⌘', 'K']],
  ])('go with the key that is for shortcuts on %s', async (platform, held, other, signs) => {
    const { isPressed, keyNames } = await keyboardOf(platform);
    expect(isPressed(SEARCH, press({ key: 'k', ...held }))).toBe(true);
    expect(isPressed(SEARCH, press({ key: 'K', ...held })), 'with the capitals locked').toBe(true);
    expect(isPressed(SEARCH, press({ key: 'k', ...other }))).toBe(false);
    expect(isPressed(SEARCH, press({ key: 'K', shiftKey: true, ...held })), 'another shortcut').toBe(false);
    expect(isPressed(SEARCH, press({ key: 'k' }))).toBe(false);
    expect(keyNames(SEARCH).map(({ sign }) => sign)).toEqual(signs);
  });

  it('are found by their place where the keyboard has no such letter', async () => {
    const { isPressed } = await keyboardOf('Win32');
    expect(isPressed(SEARCH, press({ key: 'л', code: 'KeyK', ctrlKey: true }))).toBe(true);
    expect(isPressed(WRITE, press({ key: 'с', code: 'KeyC' }))).toBe(true);
    expect(isPressed(SEARCH, press({ key: 'j', code: 'KeyK', ctrlKey: true })), 'Dvorak').toBe(false);
  });
});

describe('a single character', () => {
  it('counts however the layout makes it', async () => {
    const { isPressed } = await keyboardOf('Win32');
    expect(isPressed(HELP, press({ key: '?', shiftKey: true }))).toBe(true);
    expect(isPressed(HELP, press({ key: '?' }))).toBe(true);
    const altGraph = { ctrlKey: true, altKey: true, modifierAltGraph: true };
    expect(isPressed(HELP, press({ key: '?', ...altGraph }))).toBe(true);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    'leaves the browser what is pressed with %j',
    async (held) => {
      const { isPressed } = await keyboardOf('Win32');
      expect(isPressed(WRITE, press({ key: 'c', ...held }))).toBe(false);
    },
  );
});
