import type { KeyboardEvent } from 'react';
import type { SendKey } from '../stores/preferences-store.ts';

/** What some input methods send for Enter while they compose, `isComposing` being false already: Safari's too. */
const COMPOSING_KEY_CODE = 229;

/** Whether a key is an input method's, and not the page's. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}

/** Whether a key sends what has been written. */
export function isSendKey(event: KeyboardEvent, sendKey: SendKey): boolean {
  if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return false;
  return sendKey === 'enter' || event.metaKey || event.ctrlKey;
}
