import { useEffect } from 'react';
import { isInOverlay, isInTextField, isInWrittenText, isOverlayOpen } from '../browser/key-targets.ts';
import { isCharacter, movesInText, startsText } from '../browser/keyboard.ts';
import { pressedKeys, SHORTCUT_IDS, SHORTCUTS } from './shortcuts.ts';
import { useActionStore } from './actions-context.ts';
import { usePreferencesStore } from '../preferences/preferences-context.ts';

const IDS = SHORTCUT_IDS.filter((id) => SHORTCUTS[id].group !== 'Message');

/**
 * The one listener for keys that are pressed anywhere on the page. It runs the shortcut that was pressed; any other key
 * that writes something goes to the message box, whose focus comes before the browser types the character.
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
        if (movesInText(keys) && isInWrittenText(event)) return false;
        run();
        return true;
      }
      return false;
    }

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [actions, preferences]);
}
