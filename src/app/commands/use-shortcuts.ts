import { useEffect } from 'react';
import { isInOverlay, isInTextField, isInFilledField, isOverlayOpen } from '../browser/key-targets.ts';
import { isCharacter, movesInText, startsText } from '../browser/keyboard.ts';
import { useIsTouch } from '../browser/use-is-touch.ts';
import { usePreferencesStore } from '../preferences/preferences-context.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import { useActionStore } from './actions-context.ts';
import { pressedKeys, SHORTCUT_IDS, SHORTCUTS, type ShortcutChoices } from './shortcuts.ts';

const IDS = SHORTCUT_IDS.filter((id) => SHORTCUTS[id].group !== 'Message');

/**
 * Listens to all key presses on the page, and runs the shortcut that was pressed. If any other key that enters text is
 * pressed, focuses the message box before the browser types the character.
 */
export function useShortcuts(): void {
  const actions = useActionStore();
  const preferences = usePreferencesStore();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented) return;
      if (!event.repeat && runShortcut(event)) event.preventDefault();
      else if (startsText(event) && !isInTextField(event) && !isInOverlay(event) && !isOverlayOpen()) {
        actions.getState().write?.();
      }
    }

    function runShortcut(event: KeyboardEvent): boolean {
      const chosen = preferences.getState();
      for (const id of IDS) {
        const keys = pressedKeys(id, event, chosen);
        const run = keys && actions.getState()[id];
        if (!run) continue;
        if (isInOverlay(event)) return false;
        if (isCharacter(keys) && isInTextField(event)) return false;
        if (movesInText(keys) && isInFilledField(event)) return false;
        run();
        return true;
      }
      return false;
    }

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [actions, preferences]);
}

/** Returns the person's choices for the keyboard. On a touch screen, Enter always adds a line. */
export function useShortcutChoices(): ShortcutChoices {
  const [sendKey] = usePreference('sendKey');
  const [singleKeys] = usePreference('singleKeys');
  const isTouch = useIsTouch();
  return { sendKey: isTouch ? 'mod-enter' : sendKey, singleKeys };
}
