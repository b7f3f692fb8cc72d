/** What is open over the page, and has the keys to itself. */
const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
/** The same, while it keeps the rest of the page from being used. Toasts do not, nor does what is fading out. */
const OPEN_OVERLAY = `:is(${OVERLAY}):not([aria-modal="false"], [data-closed])`;
const TEXT_FIELD =
  'textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"], [type="button"], [type="submit"])';
const WRITTEN = ':is(textarea, input):not(:placeholder-shown), [contenteditable]';

/** Whether an event happened in what is open over the page. */
export function isInOverlay({ target }: Pick<Event, 'target'>): boolean {
  return isWithin(target, OVERLAY);
}

/** Whether something is open that keeps the rest of the page from being used. */
export function isOverlayOpen(): boolean {
  return document.querySelector(OPEN_OVERLAY) !== null;
}

/** Whether an event happened where text can be written. */
export function isInTextField({ target }: Pick<Event, 'target'>): boolean {
  return isWithin(target, TEXT_FIELD);
}

/** Whether an event happened where something has been written. */
export function isInWrittenText({ target }: Pick<Event, 'target'>): boolean {
  return isWithin(target, WRITTEN);
}

function isWithin(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
