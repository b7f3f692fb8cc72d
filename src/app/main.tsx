import '@fontsource-variable/hanken-grotesk/wght.css';
import '@fontsource-variable/literata/opsz.css';
import '@fontsource-variable/literata/opsz-italic.css';
import './styles.css';
import { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openThreadChannel } from './api/thread-channel.ts';
import { ApiError } from './api/http.ts';
import { browserClock } from './clock.ts';
import { openStorage } from './open-storage.ts';
import { App } from './pages/app.tsx';
import { createPreferencesStore } from './stores/preferences-store.ts';
import { createRunStore } from './stores/run-store.ts';

const storage = openStorage();
const preferences = createPreferencesStore(storage);

function applyTheme(): void {
  document.documentElement.dataset.theme = preferences.getState().theme;
}
applyTheme();
preferences.subscribe(applyTheme);

const queryClient = new QueryClient({
  defaultOptions: {
    // The hub's word is final; only a hub that does not answer is asked again.
    queries: { retry: (failures, error) => !(error instanceof ApiError) && failures < 2 },
  },
});

const services = {
  preferences,
  runStore: createRunStore(browserClock, storage),
  channel: openThreadChannel(),
  clock: browserClock,
  openEventSource: (url: string) => new EventSource(url),
};

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root.');
createRoot(root).render(
  <StrictMode>
    <App services={services} queryClient={queryClient} />
  </StrictMode>,
);
