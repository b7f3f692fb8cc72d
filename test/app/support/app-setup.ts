import './watch-renders.ts'; // before React
import '@testing-library/jest-dom/vitest';
import * as React from 'react';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import { loadCopying } from '../../../src/app/clipboard/copying.ts';
import { loadMarkdown } from '../../../src/app/markdown/markdown.tsx';
import { loadMessageNotes } from '../../../src/app/messages/lazy-message-notes.tsx';
import { ColouringWorker } from './colouring-worker.ts';
import { stubDesktop } from './media.ts';

// For its warnings, React keeps a stack for each element that is created: a tenth of the time that these tests take.
const internals: unknown = Reflect.get(
  React,
  '__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE',
);
Object.defineProperty(internals, 'recentlyCreatedOwnerStacks', { get: () => Infinity, set() {} });

// A role query in jsdom can take long on a busy machine.
configure({ asyncUtilTimeout: 60_000 });

// The test files of a worker share its page. Each file starts with an empty one.
history.replaceState(null, '', '/');
for (const storage of [localStorage, sessionStorage]) storage.clear();
document.title = '';
document.body.replaceChildren();
for (const name of document.documentElement.getAttributeNames())
  document.documentElement.removeAttribute(name);

// jsdom has no layout: no element changes its size, and every element counts as visible.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe(): void {}
    disconnect(): void {}
  },
);

Element.prototype.scrollIntoView = () => {};

vi.stubGlobal(
  'IntersectionObserver',
  class {
    readonly #callback: (entries: object[]) => void;
    #observing = true;
    constructor(callback: (entries: object[]) => void) {
      this.#callback = callback;
    }
    observe(): void {
      setTimeout(() => this.#observing && this.#callback([{ isIntersecting: true }]), 0);
    }
    disconnect(): void {
      this.#observing = false;
    }
  },
);

// jsdom has no workers.
vi.stubGlobal('Worker', ColouringWorker);

beforeEach(stubDesktop);

// jsdom has no innerText, which depends on the layout.
Object.defineProperty(HTMLElement.prototype, 'innerText', {
  configurable: true,
  get(this: HTMLElement) {
    return this.textContent;
  },
});

// Loads the code that a page loads when it first needs it, as if the page had shown a reply before.
await Promise.all([loadMarkdown(), loadCopying(), loadMessageNotes()]);

afterEach(cleanup);

// Waits for pending imports, such as a grammar, which must not finish after the page is gone.
afterAll(async () => {
  await vi.dynamicImportSettled();
  vi.unstubAllGlobals();
});
