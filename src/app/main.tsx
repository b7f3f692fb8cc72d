import './no-eval.ts';
import '@fontsource-variable/hanken-grotesk/wght.css';
import '@fontsource-variable/literata/wght.css';
import '@fontsource-variable/literata/wght-italic.css';
import './fonts.css';
import './styles.css';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserLocks } from './api/locks.ts';
import { browserTabChannels } from './api/tab-channel.ts';
import { showAppearance } from './appearance.ts';
import { areCookiesKept } from './are-cookies-kept.ts';
import { browserClock } from './clock.ts';
import type { PageServices } from './hooks/services.ts';
import { openStorage } from './open-storage.ts';
import { App } from './pages/app.tsx';
import { createQueryClient } from './query-client.ts';
import { createPreferencesStore } from './stores/preferences-store.ts';

const storage = openStorage();
const preferences = createPreferencesStore(storage);

showAppearance(preferences.getState());
preferences.subscribe(showAppearance);

const openTabChannel = browserTabChannels();

const page: PageServices = {
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
// In slices, between which a person is heard.
startTransition(() =>
  app.render(
    <StrictMode>
      <App page={page} />
    </StrictMode>,
  ),
);
