import { useIsTouch } from '../browser/use-is-touch.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import type { ShortcutChoices } from './shortcuts.ts';

/** What the keyboard does on this device: on a touch screen Enter adds a line, whatever the person chose. */
export function useShortcutChoices(): ShortcutChoices {
  const [sendKey] = usePreference('sendKey');
  const [singleKeys] = usePreference('singleKeys');
  const isTouch = useIsTouch();
  return { sendKey: isTouch ? 'mod-enter' : sendKey, singleKeys };
}
