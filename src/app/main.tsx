import './browser/no-eval.ts';
import '@fontsource-variable/hanken-grotesk/wght.css';
import '@fontsource-variable/literata/wght.css';
import '@fontsource-variable/literata/wght-italic.css';
import './styles/fonts.css';
import './styles/styles.css';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserLocks } from './tabs/locks.ts';
import { browserTabChannels } from './tabs/tab-channel.ts';
import { showAppearance } from './preferences/appearance.ts';
import { areCookiesKept } from './browser/are-cookies-kept.ts';
import { browserClock } from './browser/clock.ts';
import type { PageEnvironment } from './page/page-environment.ts';
import { openStorage } from './browser/open-storage.ts';
import { App } from './page/app.tsx';
import { createQueryClient } from './api/query-client.ts';
import { createPreferencesStore } from './preferences/preferences-store.ts';

const storage = openStorage();
const preferences = createPreferencesStore(storage);

showAppearance(preferences.getState());
preferences.subscribe(showAppearance);

const openTabChannel = browserTabChannels();

const page: PageEnvironment = {
  preferences,
  clock: browserClock,
  storage,
  keepsCookies: areCookiesKept(),
  openEventSource: (path) => new EventSource(path),
  openTabChannel,
  sessionTabs: openTabChannel?.('symposium.session') ?? null,
  locks: browserLocks(),
  createQueryClient,
};

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root.');
const app = createRoot(root);
// Rendered in a transition, so that input stays responsive.
startTransition(() =>
  app.render(
    <StrictMode>
      <App page={page} />
    </StrictMode>,
  ),
);
