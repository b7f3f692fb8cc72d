import { JSDOM, type JsdomWindow } from 'jsdom';
import { vi } from 'vitest';

/** What a component for pages looks for, and finds in the window of one. */
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
 * Lets components for pages run here. To be called once the hub is open: its database would take this process for a
 * page. What does not lay anything out is made to say so: no text is hidden, and nothing scrolls.
 */
export function stubPageGlobals(): JsdomWindow {
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
  vi.stubGlobal('window', Object.assign(window, { fetch }));
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
