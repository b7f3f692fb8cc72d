import type { Preferences } from './preferences-store.ts';

/**
 * Sets on the root of the page what the tokens go by (tokens.css). A script in `index.html` does the same before
 * the first paint.
 */
export function showAppearance({ theme, density, textSize }: Preferences): void {
  Object.assign(document.documentElement.dataset, { theme, density, textSize });
}
