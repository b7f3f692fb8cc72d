/** Elements over the page that handle keys themselves. */
const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
/** Overlays that block the rest of the page. Excludes toasts and elements that are fading out. */
const OPEN_OVERLAY = `:is(${OVERLAY}):not([aria-modal="false"], [data-closed])`;
const TEXT_FIELD =
  'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="button"], [type="submit"])';
const FILLED_FIELD = ':is(textarea, input):not(:placeholder-shown), [contenteditable]';

/** Whether the target of an event is in a dialog, menu or list over the page. */
export function isInOverlay({ target }: Pick<Event, 'target'>): boolean {
  return isWithin(target, OVERLAY);
}

/** Whether an open dialog, menu or list blocks the rest of the page. */
export function isOverlayOpen(): boolean {
  return document.querySelector(OPEN_OVERLAY) !== null;
}

/** Whether the target of an event is a field for text. */
export function isInTextField({ target }: Pick<Event, 'target'>): boolean {
  return isWithin(target, TEXT_FIELD);
}

/** Whether the target of an event is a field that contains text. */
export function isInFilledField({ target }: Pick<Event, 'target'>): boolean {
  return isWithin(target, FILLED_FIELD);
}

function isWithin(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
