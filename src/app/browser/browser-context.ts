import type { Clock } from './clock.ts';
import type { PageStorage } from './open-storage.ts';
import { createRequiredContext } from './required-context.ts';

/** What components use of the browser. Tests replace both. */
export interface Browser {
  clock: Clock;
  storage: PageStorage;
}

export const [BrowserContext, useBrowser] = createRequiredContext<Browser>('BrowserContext');
