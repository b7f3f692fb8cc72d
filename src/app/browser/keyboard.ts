/** Keys that are pressed together. */
export interface Keys {
  /** As KeyboardEvent names it; a letter in lower case. */
  readonly key: string;
  /** With ⌘ on machines of Apple's, with Ctrl on others. */
  readonly mod?: true;
  readonly shift?: true;
  readonly alt?: true;
}

/** What is read of a press of a key. */
type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'getModifierState'
>;

/** What some input methods send for a key while they compose, `isComposing` being false already: Safari's, too. */
const COMPOSING_KEY_CODE = 229;

const IS_APPLE = /^(mac|ip(hone|ad|od))/i.test(navigator.platform);

/** What is written on a key, and what it is called. */
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

/** What is written on the key that shortcuts are pressed with. */
export const MOD_SIGN = MOD.sign;

/** The names of keys, in the order in which they are pressed. */
export function keyNames({ key, mod, shift, alt }: Keys): KeyName[] {
  const letter = key.toUpperCase();
  return [
    ...(mod ? [MOD] : []),
    ...(alt ? [ALT] : []),
    ...(shift ? [SHIFT] : []),
    NAMES[key] ?? { sign: letter, name: letter },
  ];
}

/** Whether it is one character, which in a text field would be written. */
export function isCharacter({ key, mod }: Keys): boolean {
  return key.length === 1 && !mod;
}

/** Whether it moves through what is written: on machines of Apple's Option and an arrow go by paragraphs. */
export function movesInText({ alt }: Keys): boolean {
  return IS_APPLE && alt === true;
}

/** Whether these keys, and no others with them, are what was pressed. */
export function isPressed(keys: Keys, press: KeyPress): boolean {
  const [mod, other] = IS_APPLE ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (isCharacter(keys)) {
    // Which keys make a character is the layout's: Shift, AltGr (Ctrl and Alt to some) or Option may be among them.
    const composed = press.getModifierState('AltGraph');
    const held = composed ? false : mod || other || (press.altKey && !IS_APPLE);
    return !held && isKey(keys.key, press);
  }
  // On some layouts a sign such as the slash takes Shift.
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

/** A letter is found by its place on keyboards that have no such letter. */
function isKey(key: string, press: KeyPress, anyCase = false): boolean {
  const isForeign = press.key.length === 1 && press.key > '\u007F' && !press.altKey;
  const same = press.key === key || (anyCase && press.key.toLowerCase() === key);
  return same || (isForeign && press.code === `Key${key.toUpperCase()}`);
}

/**
 * Whether a press of a key writes something in a text field, alone or with what follows: a character, a dead key, a
 * key of an input method, or a paste. Space is left out: it presses buttons, scrolls, and begins no text.
 */
export function startsText(press: KeyPress & Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  const { key } = press;
  if (isPressed(PASTE, press)) return true;
  // AltGr is Ctrl and Alt on some systems; on machines of Apple's Option makes characters, too.
  const composed = press.getModifierState('AltGraph') || (IS_APPLE && press.altKey);
  if (press.metaKey || (!composed && (press.ctrlKey || press.altKey))) return false;
  const isCharacterKey = [...key].length === 1 || key > '\u007F';
  return (isCharacterKey && key !== ' ') || key === 'Dead' || isComposing(press);
}

/** Whether an input method has the key for itself. */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}
