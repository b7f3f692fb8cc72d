import { createContext, use } from 'react';
import type { EventSourceLike } from '../api/run-stream.ts';
import type { ThreadChannel } from '../api/thread-channel.ts';
import type { Clock } from '../clock.ts';
import type { PreferencesStore } from '../stores/preferences-store.ts';
import type { RunStore } from '../stores/run-store.ts';

/** What lives as long as the page and is not data: the stores, and the edge of the browser. */
export interface Services {
  runStore: RunStore;
  preferences: PreferencesStore;
  channel: ThreadChannel;
  clock: Clock;
  openEventSource: (url: string) => EventSourceLike;
}

/** Provided once, in `main.tsx`. */
export const ServicesContext = createContext<Services | null>(null);

/** The services of this page. */
export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('useServices needs a ServicesContext around it.');
  return services;
}
