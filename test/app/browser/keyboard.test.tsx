import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Keys } from '../../../src/app/browser/keyboard.ts';

const SEARCH: Keys = { key: 'k', mod: true };
const HELP: Keys = { key: '?' };
const WRITE: Keys = { key: 'c' };

async function keyboardOf(platform: string) {
  vi.spyOn(navigator, 'platform', 'get').mockReturnValue(platform);
  vi.resetModules();
  return import('../../../src/app/browser/keyboard.ts');
}

const press = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init);

afterEach(() => vi.resetModules());

describe('a key combination', () => {
  it.each([
    ['Win32', { ctrlKey: true }, { metaKey: true }, ['Ctrl', 'K']],
    ['MacIntel', { metaKey: true }, { ctrlKey: true }, ['⌘', 'K']],
  ])('uses the modifier key of %s', async (platform, held, other, signs) => {
    const { isPressed, keyNames } = await keyboardOf(platform);
    expect(isPressed(SEARCH, press({ key: 'k', ...held }))).toBe(true);
    expect(isPressed(SEARCH, press({ key: 'K', ...held })), 'with Caps Lock').toBe(true);
    expect(isPressed(SEARCH, press({ key: 'k', ...other }))).toBe(false);
    expect(isPressed(SEARCH, press({ key: 'K', shiftKey: true, ...held })), 'another shortcut').toBe(false);
    expect(isPressed(SEARCH, press({ key: 'k' }))).toBe(false);
    expect(keyNames(SEARCH).map(({ sign }) => sign)).toEqual(signs);
  });

  it('is matched by key position if the keyboard has no such letter', async () => {
    const { isPressed } = await keyboardOf('Win32');
    expect(isPressed(SEARCH, press({ key: 'л', code: 'KeyK', ctrlKey: true }))).toBe(true);
    expect(isPressed(WRITE, press({ key: 'с', code: 'KeyC' }))).toBe(true);
    expect(isPressed(SEARCH, press({ key: 'j', code: 'KeyK', ctrlKey: true })), 'Dvorak').toBe(false);
  });
});

describe('a single character', () => {
  it('matches whichever keys the layout needs for it', async () => {
    const { isPressed } = await keyboardOf('Win32');
    expect(isPressed(HELP, press({ key: '?', shiftKey: true }))).toBe(true);
    expect(isPressed(HELP, press({ key: '?' }))).toBe(true);
    const altGraph = { ctrlKey: true, altKey: true, modifierAltGraph: true };
    expect(isPressed(HELP, press({ key: '?', ...altGraph }))).toBe(true);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    'does not match if pressed with %j',
    async (held) => {
      const { isPressed } = await keyboardOf('Win32');
      expect(isPressed(WRITE, press({ key: 'c', ...held }))).toBe(false);
    },
  );
});

describe('a key that starts text', () => {
  const ALT_GRAPH = { ctrlKey: true, altKey: true, modifierAltGraph: true };
  const pressed = (init: KeyboardEventInit & { keyCode?: number }) =>
    Object.defineProperty(press(init), 'keyCode', { value: init.keyCode ?? 0 });

  it.each<[string, KeyboardEventInit & { keyCode?: number }, boolean]>([
    ['a letter', { key: 'h' }, true],
    ['a capital letter', { key: 'H', shiftKey: true }, true],
    ['a sign', { key: '?', shiftKey: true }, true],
    ['a digit', { key: '7' }, true],
    ['a letter of another script', { key: 'щ' }, true],
    ['a character outside the basic plane', { key: '𝒳' }, true],
    ['several characters of one key', { key: 'ลำ' }, true],
    ['a sign made with AltGr', { key: '@', ...ALT_GRAPH }, true],
    ['a dead key', { key: 'Dead' }, true],
    ['a dead key made with AltGr', { key: 'Dead', ...ALT_GRAPH }, true],
    ['a key of an input method', { key: 'Process', keyCode: 229 }, true],
    ['a key while an input method composes', { key: 'k', isComposing: true }, true],
    ['a paste', { key: 'v', ctrlKey: true }, true],
    ['a copy', { key: 'c', ctrlKey: true }, false],
    ['a menu of the browser', { key: 'f', altKey: true }, false],
    ['a shortcut of the system', { key: 'e', metaKey: true }, false],
    ['the space bar', { key: ' ' }, false],
    ['Enter', { key: 'Enter' }, false],
    ['Tab', { key: 'Tab' }, false],
    ['Esc', { key: 'Escape' }, false],
    ['an arrow', { key: 'ArrowDown' }, false],
    ['Page Down', { key: 'PageDown' }, false],
    ['a function key', { key: 'F5' }, false],
    ['a modifier by itself', { key: 'Shift', shiftKey: true }, false],
    ['Backspace', { key: 'Backspace' }, false],
  ])('is recognized: %s', async (_, init, starts) => {
    const { startsText } = await keyboardOf('Win32');
    expect(startsText(pressed(init))).toBe(starts);
  });

  it('may be made with Option on Apple devices', async () => {
    const { startsText } = await keyboardOf('MacIntel');
    expect(startsText(pressed({ key: '@', altKey: true }))).toBe(true);
    expect(startsText(pressed({ key: 'v', metaKey: true }))).toBe(true);
    expect(startsText(pressed({ key: 'v', ctrlKey: true }))).toBe(false);
  });
});

describe('a sign with Ctrl', () => {
  it.each([{ key: '/' }, { key: '/', shiftKey: true }])(
    'matches whichever keys the layout needs for it: %j',
    async (init) => {
      const { isPressed } = await keyboardOf('Win32');
      expect(isPressed({ key: '/', mod: true }, press({ ctrlKey: true, ...init }))).toBe(true);
    },
  );
});
