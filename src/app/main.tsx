import './no-eval.ts';
import '@fontsource-variable/hanken-grotesk/wght.css';
import '@fontsource-variable/literata/wght.css';
import '@fontsource-variable/literata/wght-italic.css';
import './fonts.css';
import './styles.css';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openBroadcastChannel } from './api/tab-channel.ts';
import { showAppearance } from './appearance.ts';
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

const openTabChannel = 'BroadcastChannel' in globalThis ? openBroadcastChannel : null;

const page: PageServices = {
  preferences,
  clock: browserClock,
  storage,
  openEventSource: (path) => new EventSource(path),
  openTabChannel,
  sessionTabs: openTabChannel?.('symposium.session') ?? null,
  locks: 'locks' in navigator ? navigator.locks : null,
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
