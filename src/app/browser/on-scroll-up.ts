const KEYS_UP = new Set(['ArrowUp', 'PageUp', 'Home']);
/** Distance that a finger moves before the page scrolls, in pixels. */
const TOUCH_SLOP = 2;

/**
 * Calls back when a person starts to scroll an element up with the wheel, a finger, a key or the scrollbar. It calls
 * back before the element has scrolled. Returns an unsubscribe function.
 */
export function onScrollUp(element: HTMLElement, listener: () => void): () => void {
  let touchedAt = 0;
  const abort = new AbortController();
  const options = { passive: true, signal: abort.signal };

  element.addEventListener(
    'wheel',
    ({ deltaY, ctrlKey }) => {
      if (deltaY < 0 && !ctrlKey) listener(); // with Ctrl, the wheel zooms
    },
    options,
  );
  element.addEventListener(
    'touchstart',
    ({ touches }) => void (touchedAt = touches[0]?.clientY ?? 0),
    options,
  );
  element.addEventListener(
    'touchmove',
    ({ touches }) => {
      if ((touches[0]?.clientY ?? 0) > touchedAt + TOUCH_SLOP) listener();
    },
    options,
  );
  element.addEventListener(
    'keydown',
    ({ key, shiftKey, target }) => {
      const isText = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
      if (!isText && (KEYS_UP.has(key) || (key === ' ' && shiftKey))) listener();
    },
    options,
  );
  element.addEventListener(
    'pointerdown',
    ({ target, offsetX }) => {
      if (target === element && offsetX > element.clientWidth) listener(); // the scrollbar
    },
    options,
  );
  return () => abort.abort();
}
