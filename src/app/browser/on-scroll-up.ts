const KEYS_UP = new Set(['ArrowUp', 'PageUp', 'Home']);
/** So far a finger moves before it scrolls, in pixels. */
const FINGER_SLACK = 2;

/**
 * Calls back when a person begins to scroll an element up: by wheel, finger, key or scrollbar. This comes
 * before the element scrolls. Returns what ends it.
 */
export function onScrollUp(element: HTMLElement, listener: () => void): () => void {
  let touchedAt = 0;
  const abort = new AbortController();
  const options = { passive: true, signal: abort.signal };

  element.addEventListener(
    'wheel',
    ({ deltaY, ctrlKey }) => {
      if (deltaY < 0 && !ctrlKey) listener(); // with Ctrl it zooms
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
      if ((touches[0]?.clientY ?? 0) > touchedAt + FINGER_SLACK) listener();
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
