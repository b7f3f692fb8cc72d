/** Sends texts to the other tabs of this browser, never to this tab. */
export interface TabChannel {
  announce(text: string): void;
  /** Returns an unsubscribe function. */
  subscribe(listener: (text: string) => void): () => void;
  close(): void;
}

/** Opens the channel with a name. All tabs of this origin share it. */
export type OpenTabChannel = (name: string) => TabChannel;

/** Returns a function that opens BroadcastChannels; null if the browser has none, or does not allow them. */
export function browserTabChannels(): OpenTabChannel | null {
  try {
    new BroadcastChannel('symposium.probe').close();
    return openBroadcastChannel;
  } catch {
    return null;
  }
}

function openBroadcastChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    announce(text) {
      try {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a channel has one origin
        channel.postMessage(text);
      } catch {
        // Ignored: tabs that receive no messages request data from the hub themselves.
      }
    },
    subscribe(listener) {
      const onMessage = (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') listener(event.data);
      };
      channel.addEventListener('message', onMessage);
      return () => channel.removeEventListener('message', onMessage);
    },
    close: () => channel.close(),
  };
}
