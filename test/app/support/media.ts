import { vi } from 'vitest';

/** Replaces `matchMedia`. */
function stubMedia(matches: (query: string) => boolean): void {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: matches(query),
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}

/** A wide screen with a mouse. */
export function stubDesktop(): void {
  stubMedia((query) => query === '(pointer: fine)');
}

/** A narrow touch screen. */
export function stubPhone(): void {
  stubMedia((query) => query === '(pointer: coarse)' || query === '(width < 48rem)');
}
