import type { Preferences } from './preferences-store.ts';

/**
 * Sets the attributes on the root element that the design tokens depend on (tokens.css). A script in `index.html` does the
 * same before the first paint.
 */
export function showAppearance({ theme, density, textSize }: Preferences): void {
  Object.assign(document.documentElement.dataset, { theme, density, textSize });
}
