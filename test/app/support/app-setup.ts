import './watch-renders.ts'; // before React
import '@testing-library/jest-dom/vitest';
import * as React from 'react';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import { loadCopying } from '../../../src/app/clipboard/copying.ts';
import { loadMarkdown } from '../../../src/app/markdown/markdown.tsx';
import { ColouringWorker } from './colouring-worker.ts';
import { stubDesktop } from './media.ts';

// For its warnings, React keeps a stack for each element that is created: a tenth of the time that these tests take.
const internals: unknown = Reflect.get(
  React,
  '__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE',
);
Object.defineProperty(internals, 'recentlyCreatedOwnerStacks', { get: () => Infinity, set() {} });

// The tests wait for no clock; a busy machine may still take its time over a role query in jsdom.
configure({ asyncUtilTimeout: 60_000 });

// Files share the page of their worker. Each begins with an empty one.
history.replaceState(null, '', '/');
for (const storage of [localStorage, sessionStorage]) storage.clear();
document.title = '';
document.body.replaceChildren();
for (const name of document.documentElement.getAttributeNames())
  document.documentElement.removeAttribute(name);

// jsdom lays nothing out, so that nothing changes its size and everything is in view.
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

// Nor has it workers.
vi.stubGlobal('Worker', ColouringWorker);

beforeEach(stubDesktop);

// Nor does it know what of a text is laid out.
Object.defineProperty(HTMLElement.prototype, 'innerText', {
  configurable: true,
  get(this: HTMLElement) {
    return this.textContent;
  },
});

// As in a page that has shown some before: what is loaded when it is first needed is there.
await Promise.all([loadMarkdown(), loadCopying()]);

afterEach(cleanup);

// What a test has begun to load, such as a grammar, must not arrive after the page is gone.
afterAll(async () => {
  await vi.dynamicImportSettled();
  vi.unstubAllGlobals();
});
