/** Reaches the other tabs of this browser; never the tab itself. */
export interface TabChannel {
  announce(text: string): void;
  /** Returns what ends the subscription. */
  subscribe(listener: (text: string) => void): () => void;
  close(): void;
}

/** Opens a channel that all tabs of this origin share. */
export type OpenTabChannel = (name: string) => TabChannel;

/** What opens channels by the browser's BroadcastChannel; null where it has none, or forbids them. */
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
        // Other tabs that hear nothing ask the hub themselves; this one must go on.
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
