import type { Clock } from './clock.ts';
import type { PageStorage } from './open-storage.ts';
import { createRequiredContext } from './required-context.ts';

/** The parts of the browser that components use and tests replace. */
export interface Browser {
  clock: Clock;
  storage: PageStorage;
}

export const [BrowserContext, useBrowser] = createRequiredContext<Browser>('BrowserContext');
