import { vi } from 'vitest';

/** Lets media queries match as the test says. */
function stubMedia(matches: (query: string) => boolean): void {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: matches(query),
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}

/** A mouse, and room enough. */
export function stubDesktop(): void {
  stubMedia((query) => query === '(pointer: fine)');
}

/** A touch screen, as narrow as a phone's. */
export function stubPhone(): void {
  stubMedia((query) => query === '(pointer: coarse)' || query === '(width < 48rem)');
}
