/** A key combination. */
export interface Keys {
  /** As in `KeyboardEvent.key`; letters in lower case. */
  readonly key: string;
  /** ⌘ on Apple devices, Ctrl on others. */
  readonly mod?: true;
  readonly shift?: true;
  readonly alt?: true;
}

/** The part of a KeyboardEvent that is used here. */
type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'getModifierState'
>;

/** Some input methods, such as Safari's, send this code for a key press while composing, with `isComposing` already false. */
const COMPOSING_KEY_CODE = 229;

const IS_APPLE = /^(mac|ip(hone|ad|od))/i.test(navigator.platform);

/** The label of a key, and its spoken name. */
export interface KeyName {
  sign: string;
  name: string;
}

const PASTE: Keys = { key: 'v', mod: true };

const NAMES: Record<string, KeyName> = {
  Enter: { sign: 'Enter', name: 'Enter' },
  Escape: { sign: 'Esc', name: 'Escape' },
  ArrowUp: { sign: '↑', name: 'Arrow up' },
  ArrowDown: { sign: '↓', name: 'Arrow down' },
  '?': { sign: '?', name: 'Question mark' },
  '/': { sign: '/', name: 'Slash' },
  '[': { sign: '[', name: 'Left bracket' },
};
const MOD: KeyName = IS_APPLE ? { sign: '⌘', name: 'Command' } : { sign: 'Ctrl', name: 'Control' };
const SHIFT: KeyName = IS_APPLE ? { sign: '⇧', name: 'Shift' } : { sign: 'Shift', name: 'Shift' };
const ALT: KeyName = IS_APPLE ? { sign: '⌥', name: 'Option' } : { sign: 'Alt', name: 'Alt' };

/** The label of the modifier key for shortcuts. */
export const MOD_SIGN = MOD.sign;

/** Returns the names of the keys in a combination, in the order in which they are pressed. */
export function keyNames({ key, mod, shift, alt }: Keys): KeyName[] {
  const letter = key.toUpperCase();
  return [
    ...(mod ? [MOD] : []),
    ...(alt ? [ALT] : []),
    ...(shift ? [SHIFT] : []),
    NAMES[key] ?? { sign: letter, name: letter },
  ];
}

/** Whether the combination enters a single character in a text field. */
export function isCharacter({ key, mod }: Keys): boolean {
  return key.length === 1 && !mod;
}

/** Whether the combination moves the caret in a text field. On Apple devices, Option with an arrow key does. */
export function movesInText({ alt }: Keys): boolean {
  return IS_APPLE && alt === true;
}

/** Whether exactly these keys were pressed. */
export function isPressed(keys: Keys, press: KeyPress): boolean {
  const [mod, other] = IS_APPLE ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (isCharacter(keys)) {
    // A layout may need Shift, AltGr (Ctrl and Alt on some systems) or Option for a character.
    const composed = press.getModifierState('AltGraph');
    const held = composed ? false : mod || other || (press.altKey && !IS_APPLE);
    return !held && isKey(keys.key, press);
  }
  // On some layouts, signs such as the slash need Shift.
  const shift = isSign(keys.key) ? press.shiftKey : (keys.shift ?? false);
  return (
    mod === (keys.mod ?? false) &&
    !other &&
    press.shiftKey === shift &&
    press.altKey === (keys.alt ?? false) &&
    isKey(keys.key, press, keys.mod)
  );
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[a-z]/.test(key);
}

/** Whether the key was pressed. On keyboards without Latin letters, a letter is matched by the position of its key. */
function isKey(key: string, press: KeyPress, anyCase = false): boolean {
  const isForeign = press.key.length === 1 && press.key > '\u007F' && !press.altKey;
  const same = press.key === key || (anyCase && press.key.toLowerCase() === key);
  return same || (isForeign && press.code === `Key${key.toUpperCase()}`);
}

/**
 * Whether a key press would enter text in a text field: a character, a dead key, a key of an input method, or a paste.
 * False for Space, which presses buttons and scrolls: no text starts with it.
 */
export function startsText(press: KeyPress & Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  const { key } = press;
  if (isPressed(PASTE, press)) return true;
  // AltGr is Ctrl and Alt on some systems. On Apple devices, Option also enters characters.
  const composed = press.getModifierState('AltGraph') || (IS_APPLE && press.altKey);
  if (press.metaKey || (!composed && (press.ctrlKey || press.altKey))) return false;
  const isCharacterKey = [...key].length === 1 || key > '\u007F';
  return (isCharacterKey && key !== ' ') || key === 'Dead' || isComposing(press);
}

/** Whether an input method handles the key press. */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}
