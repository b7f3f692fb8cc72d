import { fetchEventSource } from '@microsoft/fetch-event-source';
import SanityEventSource from '@sanity/eventsource';
import { EventSourcePolyfill } from 'event-source-polyfill';
import EventSource2 from 'eventsource-2';
import { EventSource as EventSource4 } from 'eventsource-4';
import { createEventSource } from 'eventsource-client';
import { CustomEventSource } from 'extended-eventsource';
import ReconnectingEventSource from 'reconnecting-eventsource';
import { EventSource as UndiciEventSource } from 'undici';

/** A client of server-sent events, as published. */
interface EventSourceClient {
  name: string;
  /** Opens a stream, and calls the listener with the data of each message. Returns a function that closes it. */
  open(url: string, onMessage: (data: string) => void): () => void;
  /** Whether it stores the id of an event before the event is complete. */
  takesIdEarly?: true;
  /** Whether it keeps the data of a cut-off event, and appends the data of the next connection. */
  keepsCutData?: true;
}

/** The common interface with the browser's EventSource. */
interface Source {
  addEventListener(type: 'message', listener: (event: { data: string }) => void): void;
  close(): void;
}

function read(source: unknown, onMessage: (data: string) => void): () => void {
  const opened = source as Source;
  opened.addEventListener('message', ({ data }) => onMessage(data));
  return () => opened.close();
}

/** All clients that reconnect by themselves. Those that need a browser get the properties that they use. */
export const EVENT_SOURCE_CLIENTS: readonly EventSourceClient[] = [
  {
    name: '@microsoft/fetch-event-source 2',
    takesIdEarly: true,
    open(url, onMessage) {
      const leaving = new AbortController();
      void fetchEventSource(url, {
        signal: leaving.signal,
        openWhenHidden: true,
        fetch,
        onmessage: ({ data }) => onMessage(data),
      });
      return () => leaving.abort();
    },
  },
  {
    name: 'eventsource 2',
    takesIdEarly: true,
    keepsCutData: true,
    open: (url, onMessage) => read(new EventSource2(url), onMessage),
  },
  { name: 'eventsource 4', open: (url, onMessage) => read(new EventSource4(url), onMessage) },
  { name: 'event-source-polyfill', open: (url, onMessage) => read(new EventSourcePolyfill(url), onMessage) },
  {
    name: 'eventsource-client',
    open(url, onMessage) {
      const client = createEventSource({ url, onMessage: ({ data }) => onMessage(data) });
      return () => client.close();
    },
  },
  {
    name: 'reconnecting-eventsource',
    open: (url, onMessage) =>
      read(
        new ReconnectingEventSource(url, { eventSourceClass: EventSource4 as unknown as typeof EventSource }),
        onMessage,
      ),
  },
  {
    name: '@sanity/eventsource',
    takesIdEarly: true,
    keepsCutData: true,
    open: (url, onMessage) => read(new SanityEventSource(url), onMessage),
  },
  {
    name: 'extended-eventsource',
    takesIdEarly: true,
    open: (url, onMessage) => read(new CustomEventSource(url, { disableLogger: true }), onMessage),
  },
  { name: 'undici', open: (url, onMessage) => read(new UndiciEventSource(url), onMessage) },
];
