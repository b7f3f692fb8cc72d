import { useEffect } from 'react';
import { isCharacter, movesInText } from '../keyboard.ts';
import { isShortcut, keysOf, SHORTCUT_IDS, SHORTCUTS } from '../shortcuts.ts';
import { useServices } from './services.ts';

/** What is open over the page, and has the keys to itself. */
const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
const TEXT_FIELD =
  'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="button"], [type="submit"])';
const WRITTEN = ':is(textarea, input):not(:placeholder-shown), [contenteditable]';

const IDS = SHORTCUT_IDS.filter((id) => SHORTCUTS[id].group !== 'Message');

/** Does what is offered under a shortcut when its keys are pressed: the one listener for all of them. */
export function useShortcuts(): void {
  const { actions, preferences } = useServices();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.repeat) return;
      const { sendKey, characterKeys } = preferences.getState();
      const id = IDS.find((known) => isShortcut(known, event, sendKey));
      const run = id && actions.getState()[id];
      if (!run || isWithin(event.target, OVERLAY)) return;
      const keys = keysOf(id, sendKey);
      if (isCharacter(keys) && (!characterKeys || isWithin(event.target, TEXT_FIELD))) return;
      if (movesInText(keys) && isWithin(event.target, WRITTEN)) return;
      event.preventDefault();
      run();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [actions, preferences]);
}

function isWithin(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
