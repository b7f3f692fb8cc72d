import { JSDOM, type JsdomWindow } from 'jsdom';
import { vi } from 'vitest';

/** The globals that a component for pages needs, from a window. */
const OF_WINDOW = [
  'customElements',
  'CustomEvent',
  'document',
  'DOMParser',
  'Element',
  'Event',
  'HTMLElement',
  'MutationObserver',
  'navigator',
  'Node',
  'sessionStorage',
];

/**
 * One window for all files of a worker: modules are loaded once, and define their elements in the window of that
 * time.
 */
let shared: JsdomWindow | undefined;

/** A window without layout: no text is hidden, and nothing scrolls. */
function openWindow(): JsdomWindow {
  const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://127.0.0.1/' });
  const { prototype } = window.HTMLElement;
  Object.defineProperty(prototype, 'innerText', {
    get(this: { textContent: string }) {
      return this.textContent;
    },
    set(this: { textContent: string }, text: string) {
      this.textContent = text;
    },
  });
  Object.defineProperty(prototype, 'scrollTo', { value() {} });
  return Object.assign(window, { fetch });
}

/**
 * Lets components for pages run here, until `restoreGlobals`. Call it after the hub is open: otherwise its database
 * would take this process for a page.
 */
export function stubPageGlobals(): JsdomWindow {
  const window = (shared ??= openWindow());
  vi.stubGlobal('window', window);
  for (const name of OF_WINDOW) vi.stubGlobal(name, (window as unknown as Record<string, unknown>)[name]);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  return window;
}

/** Empties the page, and restores the globals. */
export function restoreGlobals(): void {
  shared?.document.body.replaceChildren();
  vi.unstubAllGlobals();
}
